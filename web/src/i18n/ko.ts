import type { Messages } from './en.ts'

// Inserted words never carry a particle, because its form would depend on the word.
export const ko = {
  title: '세션 클러스터링',
  tagline: '로그인은 한 번, 응답은 서버 두 대가 번갈아 합니다. 두 서버 모두 로그인을 기억할까요?',
  language: '언어',

  account: '계정',
  username: '사용자 이름',
  password: '비밀번호',
  passwordHint: '8자 이상',
  logIn: '로그인',
  signUp: '회원 가입',
  logOut: '로그아웃',
  signedUp: '가입이 끝났습니다. 이제 로그인하세요.',
  loggedInAs: (username) => `로그인 사용자: ${username}`,
  anonymousVisitor: '익명',
  sessionCreatedBy: '세션을 만든 서버:',

  requests: '요청',
  sendOne: '요청 한 번 보내기',
  sendTen: '요청 열 번 보내기',
  pending: '보내는 중…',
  routing: '라우팅',
  roundRobin: '라운드 로빈',
  roundRobinHint: 'Nginx가 두 백엔드에 번갈아 요청을 보냅니다.',
  sticky: '스티키',
  stickyHint: 'Nginx가 내 요청을 항상 같은 백엔드로 보냅니다.',

  sharedStore: '공유 저장소',
  sharedStoreText: '두 백엔드가 Redis 하나에 세션을 저장합니다.',
  sharedDiagram: '브라우저, Nginx, backend-1 또는 backend-2, 함께 쓰는 Redis 하나',
  sharedRequests: '공유 저장소 요청',
  isolatedStores: '서버별 저장소',
  isolatedStoresText: '백엔드마다 자기 메모리에만 세션을 저장합니다.',
  isolatedDiagram: '브라우저, Nginx, backend-1 또는 backend-2, 백엔드마다 따로 쓰는 메모리',
  isolatedRequests: '서버별 저장소 요청',
  browser: '브라우저',
  memory: '메모리',

  loggedIn: '로그인 상태',
  loggedOut: '로그아웃',
  anonymous: '익명',
  accountMade: '가입 완료',
  failed: (status) => `실패: ${status}`,
  noAnswer: '응답 없음',
  noBackend: '백엔드 없음',
  httpStatus: (status) => `상태 코드 ${status}`,

  oneRequest: (realm, server, caption) => `${realm}: ${server}, ${caption}`,
  manyRequests: (realm, loggedIn, sent) => `${realm}: 요청 ${sent}건 중 ${loggedIn}건 로그인 상태`,
  manyFailed: (failed) => `실패 ${failed}건`,
  served: (server, count) => `${server}\u00a0${count}건`,

  legendFailed: '실패',
  orderExplained: '한 번 클릭하면 양쪽에 차례로 요청을 보냅니다. 번호는 보낸 순서입니다.',
  curlTitle: 'curl로 똑같이 해 보기',
  curlText: '로그인한 뒤 내가 누구인지 여러 번 물어보고, username과 servedBy 값을 비교합니다.',

  problemUsername: '글자, 숫자, . _ @ + - 만 써서 1~64자로 입력하세요.',
  problemPassword: '8자 이상, 128바이트 이하로, 남들이 흔히 쓰지 않는 것을 입력하세요.',
  problemTaken: '이미 사용 중인 이름입니다.',
  problemCredentials: '사용자 이름 또는 비밀번호가 맞지 않습니다.',
  problemTooMany: (seconds) =>
    seconds === undefined
      ? '시도가 너무 많았습니다. 잠시 후 다시 시도하세요.'
      : `시도가 너무 많았습니다. ${seconds}초 후 다시 시도하세요.`,
  problemUnavailable: (status) => `지금은 서버가 응답할 수 없습니다(${status}). 다시 시도하세요.`,
  problemNoAnswer: '응답이 없습니다. 서버가 실행 중인지 확인하세요.',
  problemOther: (status) => `요청이 거부되었습니다(${status}).`,
} satisfies Messages
