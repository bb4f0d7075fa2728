import type { Messages } from './en.ts'

// No Korean particle follows an inserted word: its form depends on the last letter of the word (은/는, 이/가).
export const ko = {
  title: '세션 클러스터링',
  tagline: '한 번 로그인하면 어느 서버가 응답해도 로그인이 유지됩니다.',
  language: '언어',
  theme: '화면 테마',
  themes: { system: '시스템 테마', light: '라이트', dark: '다크' },

  account: '계정',
  username: '사용자 이름',
  password: '비밀번호',
  passwordHint: '8자 이상',
  logIn: '로그인',
  signUp: '회원 가입',
  logOut: '로그아웃',
  signedUp: '가입되었습니다. 이제 로그인하세요.',
  loggedInAs: (username) => `${username} 계정으로 로그인됨`,
  anonymousVisitor: '익명',
  sessionCreatedBy: '세션을 만든 서버:',
  answeredBy: '응답한 서버:',

  problemUsername: '1~64자로 입력하세요. 한 언어의 문자, 숫자, . _ @ + - 기호를 쓸 수 있습니다.',
  problemPassword: '8~128자로 입력하세요. 사용자 이름이나 흔한 비밀번호는 쓸 수 없습니다.',
  problemTaken: '이미 사용 중인 사용자 이름입니다.',
  problemCredentials: '사용자 이름 또는 비밀번호가 올바르지 않습니다.',
  problemTooMany: (seconds) =>
    seconds === undefined
      ? '시도 횟수가 너무 많습니다. 잠시 후 다시 시도하세요.'
      : `시도 횟수가 너무 많습니다. ${seconds}초 후 다시 시도하세요.`,
  problemUnavailable: (status) =>
    `지금은 서버가 요청을 처리할 수 없습니다(${status}). 다시 시도하세요.`,
  problemNoAnswer: '응답이 없습니다. 서버가 실행 중인지 확인하세요.',
  problemOther: (status) => `요청이 거부되었습니다(${status}).`,

  copied: '복사했습니다.',
  notCopied: '이 브라우저에서는 버튼으로 복사할 수 없습니다. 텍스트를 선택해 복사하세요.',
} satisfies Messages
