/** The page's own words, in both its languages. */

export const english = {
  locale: 'en-US',
  lang: 'en',
  username: 'Username',
  password: 'Password',
  signUp: 'Sign up',
  logIn: 'Log in',
  logOut: 'Log out',
  sendOne: 'Send one request',
  sendTen: 'Send ten requests',
  roundRobin: 'Round robin',
  sticky: 'Sticky',
  shared: 'Shared store',
  isolated: 'Isolated stores',
  signedUp: 'Your account is ready. Now log in.',
  loggedInAs: (username: string) => `Logged in as ${username}`,
  anonymous: 'Anonymous',
}

export type Words = typeof english

export const korean: Words = {
  locale: 'ko-KR',
  lang: 'ko',
  username: '사용자 이름',
  password: '비밀번호',
  signUp: '회원 가입',
  logIn: '로그인',
  logOut: '로그아웃',
  sendOne: '요청 한 번 보내기',
  sendTen: '요청 열 번 보내기',
  roundRobin: '라운드 로빈',
  sticky: '스티키',
  shared: '공유 저장소',
  isolated: '서버별 저장소',
  signedUp: '가입이 끝났습니다. 이제 로그인하세요.',
  loggedInAs: (username) => `로그인 사용자: ${username}`,
  anonymous: '익명',
}
