import type { Lab } from './en.ts'

// No Korean particle follows an inserted word: its form depends on the last letter of the word (은/는, 이/가).
export const ko = {
  steps: [
    {
      title: '주소는 하나, 서버는 둘',
      intro:
        '브라우저가 Nginx에 요청을 보내면, Nginx는 같은 프로그램이 실행되는 서버 두 대 중 한 대로 요청을 전달합니다.',
      question: '방금 한 서버가 응답했습니다. 다음 요청에는 어느 서버가 응답할까요?',
      options: ['같은 서버', '다른 서버', '알 수 없다'],
      goals: ['두 서버가 모두 한 번 이상 응답', '두 서버가 번갈아 세 번 응답'],
      why: [
        'Nginx는 서버를 1번, 2번, 1번, 2번 순서로 돌아가며 고릅니다. 이 방식을 라운드 로빈이라고 합니다. 누가 보낸 요청인지는 구분하지 않습니다.',
        '이 순서는 모든 방문자가 공유합니다. 다른 사람이 동시에 요청을 보내면 같은 서버가 두 번 연속 응답할 수 있습니다.',
      ],
    },
    {
      title: '서버마다 따로 기억하면',
      intro: '이 단계에서는 서버마다 자기 메모리에 세션을 저장합니다.',
      question:
        '한 번 로그인하고 요청을 열 번 보냅니다. 로그인 상태로 처리되는 요청은 몇 번일까요?',
      options: ['열 번 모두', '절반 정도', '한 번도 없다'],
      goals: [
        '로그인하기: 한 서버에 세션이 생김',
        '다른 서버는 나를 알아보지 못함',
        '세션을 만든 서버는 여전히 나를 알아봄',
      ],
      why: [
        '쿠키에는 세션의 이름만 들어 있고, 세션 자체는 한 서버의 메모리에 있습니다. 다른 서버는 자기 메모리에서 그 이름을 찾지 못하므로 익명 방문자로 처리합니다.',
      ],
    },
    {
      title: '항상 같은 서버로 보내면',
      intro:
        '흔히 쓰는 우회책은 스티키 라우팅입니다. Nginx가 방문자마다 서버를 하나 정해 두고, 그 방문자의 요청을 모두 그 서버로 보냅니다. 세션은 여전히 서버마다 자기 메모리에 있습니다.',
      question: '스티키 라우팅에서는 로그인이 유지됩니다. 그 서버가 중지되면 어떻게 될까요?',
      options: ['오류가 난다', '로그인이 유지된다', '로그인이 풀린다'],
      goals: [
        '스티키를 고르고 로그인하기: 나를 알아보는 서버 하나가 세 번 연속 응답',
        '그 서버 중지하기',
        '다른 서버가 응답하지만 나를 알아보지 못함',
      ],
      why: [
        '스티키 라우팅은 문제를 가릴 뿐입니다. 세션은 여전히 서버 한 대에 있으므로, 장애나 배포로 그 서버가 중지되면 세션도 사라집니다.',
      ],
    },
    {
      title: '저장소를 함께 쓰면',
      intro: '이제 두 서버가 Redis 하나에 세션을 저장합니다. Nginx는 다시 요청을 번갈아 보냅니다.',
      question:
        '로그인한 뒤 두 서버에서 모두 응답을 받았습니다. Redis에 있는 내 세션 키는 몇 개일까요?',
      options: ['서버마다 하나씩', '하나뿐', '요청마다 하나씩'],
      goals: ['로그인하기', '두 서버가 같은 키로 나를 알아봄'],
      why: [
        '서버에는 세션이 없습니다. 요청마다 쿠키가 가리키는 키 하나를 Redis에서 읽으므로, 어느 서버가 응답해도 결과가 같습니다.',
      ],
    },
    {
      title: '서버 한 대가 멈추면',
      intro:
        '연속 요청을 시작하면 1초에 네 번씩 요청을 보냅니다. 그동안 서버 한 대를 중지해 보세요.',
      question: '어떤 일이 일어날까요?',
      options: ['일부 요청이 실패한다', '로그인이 풀린다', '아무 일도 없다'],
      goals: [
        '로그인하고 연속 요청 시작하기',
        '서버 한 대 중지하기',
        '다른 서버가 열 번 연속 응답하고, 매번 나를 알아봄',
      ],
      why: [
        '포트가 닫혀 있으면 Nginx는 곧바로 다른 서버로 요청을 전달합니다. 내 세션은 처음부터 중지된 서버에 없었습니다.',
        '요청을 처리하는 중에 연결이 끊기면 GET처럼 반복해도 안전한 요청만 다시 보냅니다.',
      ],
    },
    {
      title: '동시에 바꾸면',
      intro:
        '탭 두 개에서 같은 장바구니에 책과 펜을 동시에 담습니다. 두 요청 모두 다른 요청이 저장하기 전에 세션을 읽습니다.',
      question: '장바구니에는 무엇이 남을까요?',
      options: ['둘 다', '하나만', '세션을 저장하는 방식에 따라 다르다'],
      goals: ['세션 전체 저장하기: 하나가 사라짐', '변경분만 저장하기: 둘 다 남음'],
      why: [
        '대부분의 저장소는 세션 전체를 읽어 고친 뒤 전체를 다시 씁니다. 그래서 나중에 쓴 요청이 먼저 쓴 요청의 변경을 지웁니다.',
        '이 저장소는 바뀐 필드만 쓰고, 개수 계산은 Redis가 합니다.',
      ],
    },
    {
      title: '세션은 언제 끝나는가',
      intro:
        '사용하지 않는 세션은 세션 타임아웃이 지나면 끝납니다. 보통은 30분이고, 여기서는 10초로 줄일 수 있습니다.',
      question: '10초 동안 요청을 보내지 않으면 세션은 누가 지울까요?',
      options: ['세션을 만든 서버', 'Redis가 스스로', '아무도 지우지 않고 만료 표시만 한다'],
      goals: [
        '로그인하고 짧은 세션 타임아웃 고르기',
        '원형 타이머가 다 줄어들 때까지 기다리기: 키가 사라짐',
        '두 서버 모두 익명으로 응답',
        '다시 로그인한 뒤 로그아웃하기: 키가 바로 사라짐',
      ],
      why: [
        '요청을 보낼 때마다 남은 시간이 초기화됩니다. 시간이 다 지나면 Redis가 키를 지우고, 로그아웃하면 키가 바로 지워집니다. 그 뒤로는 어느 서버도 내 세션을 찾을 수 없습니다.',
      ],
    },
    {
      title: '모든 기기에서 한 번에',
      intro:
        '한 사용자가 기기 두 대에서 로그인하면 세션도 두 개입니다. Redis에는 사용자별 세션 목록도 있습니다.',
      question: '모든 기기에서 로그아웃했습니다. 다른 기기는 언제 알게 될까요?',
      options: ['다음 요청을 보낼 때', '쿠키가 만료될 때', '브라우저를 닫을 때'],
      goals: [
        '기기 두 대에서 로그인하기',
        '모든 기기에서 로그아웃하기',
        '두 키가 모두 사라짐',
        '다른 기기의 다음 요청은 익명으로 처리됨',
      ],
      why: [
        '서버 쪽에 있는 세션은 서버 쪽에서 끝낼 수 있습니다. 다른 기기에 쿠키가 남아 있어도 그 쿠키가 가리키는 키는 이제 없습니다.',
      ],
    },
    {
      title: '모두가 의존하는 한 곳',
      intro:
        '서버 한 대는 중지되어도 됩니다. 하지만 세션은 모두 Redis 하나에 있습니다. 두 서버와 Redis의 연결을 끊어 보세요.',
      question: 'Redis에 연결할 수 없는 동안 서버는 어떻게 응답할까요?',
      options: [
        '모두 로그아웃된 것으로 처리한다',
        '503 오류로 응답한다',
        '기억하고 있는 내용으로 응답한다',
      ],
      goals: [
        '로그인하기',
        'Redis 연결 끊기: 요청에 503으로 응답',
        '다시 연결하기: 로그인이 그대로 유지됨',
      ],
      why: [
        'Redis가 없으면 서버는 누구의 요청인지 알 수 없습니다. 그래서 익명으로 처리하지 않고 503으로 응답합니다. Redis에 다시 연결되면 세션은 그대로 있습니다.',
        '이제 Redis가 단일 장애점입니다. Redis Sentinel을 쓰면 복제본이 역할을 이어받고, Redis Cluster를 쓰면 키가 여러 서버에 분산됩니다.',
      ],
    },
    {
      title: '실험실',
      intro: '모든 기능을 쓸 수 있습니다. 자유롭게 실험하거나 과제에 도전해 보세요.',
      question: '',
      options: [],
      goals: [
        '로그아웃하지 않고 로그인 풀리기',
        '서버 한 대가 멈춘 상태에서 실패 없이 스무 번 연속 응답받기',
        'Nginx가 직접 보낸 503 받기',
        '장바구니에서 물건 하나 잃어버리기',
        '터미널에서 요청을 보내고 구성도에서 확인하기',
      ],
      why: ['다섯 가지 과제를 모두 마쳤습니다. 이제 하나씩 다른 사람에게 설명해 보세요.'],
    },
  ],

  stepNav: '단계',
  stepOf: (step, count) => `${count}단계 중 ${step}단계`,
  stepPassed: (title) => `${title} (완료)`,
  stepDone: (step) => `✓ ${step}단계를 마쳤습니다.`,
  predict: '예측',
  act: '실행',
  observe: '관찰',
  why: '이유',
  challenges: '과제',
  goalMet: '완료',
  goalOpen: '미완료',
  cameTrue: '예측이 맞았습니다.',
  cameDifferent: (option) => `내 예측: ${option}.`,
  back: '이전',
  next: '다음 단계',
  replay: '이 단계 다시 하기',
  presenter: '발표 모드',
  handout: '인쇄용 유인물',
  exercises: '연습 문제와 해설',
  takeAway: '더 알아보기',
  inReadme: '모든 명령과 설정',
  inDocs: '설계 결정, 운영, 보안, 수업 계획',
  inPackage: '내 애플리케이션에 설치해 쓸 수 있는 세션 저장소 패키지',
  comparison: {
    caption: '이럴 때 로그인은 어떻게 될까요?',
    memory: '서버별 메모리',
    sticky: '메모리 + 스티키',
    shared: '공유 Redis',
    next: '다음 요청을 보낼 때',
    server: '나를 아는 서버가 중지될 때',
    redis: 'Redis가 중지될 때',
    kept: '유지',
    half: '다른 서버에서 풀림',
    lost: '풀림',
    waits: '복구될 때까지 503, 이후 유지',
  },

  sendOne: '요청 한 번 보내기',
  sendTen: '요청 열 번 보내기',
  startStream: '연속 요청 시작',
  pauseStream: '연속 요청 중지',
  guestLogIn: '게스트로 로그인',
  logOut: '로그아웃',
  routing: '라우팅',
  roundRobin: '라운드 로빈',
  sticky: '스티키',
  store: '세션을 저장하는 곳',
  realms: {
    shared: 'Redis, 변경분만 저장',
    blob: 'Redis, 세션 전체 저장',
    isolated: '서버별 메모리',
  },
  stop: (server) => [server, ' 중지'],
  start: (server) => [server, ' 시작'],
  cutRedis: 'Redis 연결 끊기',
  connectRedis: 'Redis 다시 연결',
  sameFromTerminal: '터미널에서 실행하려면:',
  timeout: '세션 타임아웃',
  timeoutShort: '짧게: 10초',
  timeoutNormal: '보통: 30분',
  addBook: '장바구니에 책 담기',
  twoAtOnce: '동시에 두 번 바꾸기',
  twoBlob: '세션 전체 저장',
  twoDelta: '변경분만 저장',
  cartOf: { blob: '세션 전체를 저장했을 때', shared: '변경분만 저장했을 때' },
  items: { book: '책', pen: '펜' },
  lostItem: '사라짐',
  keptAll: '둘 다 남았습니다.',
  lostSome: '하나가 사라졌습니다.',
  devices: '내 기기',
  showDevices: '내 기기 보기',
  secondDevice: '다른 기기에서 로그인',
  secondDeviceText:
    '이 페이지가 다른 기기의 역할도 합니다. 쿠키(second_sid)는 따로 있고, 세션은 같은 Redis에 있습니다.',
  sendSecond: '다른 기기에서 요청 보내기',
  secondDeviceBox: '다른 기기',
  secondDeviceOwn: '시크릿 창에서 다음 주소를 열고 직접 로그인해도 됩니다.',
  thisDevice: '이 기기',
  deviceSince: (time) => `${time}부터`,
  revoke: '이 기기 로그아웃',
  everywhere: '모든 기기에서 로그아웃',
  presenterKey: '발표자 키',
  presenterOnly: '이 스위치는 발표자만 쓸 수 있습니다.',
  useKey: '키 사용',
  reset: '모두 되돌리기',
  logInFirst: '먼저 로그인하세요.',

  stage: '구성도',
  browser: '브라우저',
  memory: '메모리',
  nodeState: { up: '실행 중', draining: '종료 준비 중', stopped: '중지됨', away: '응답 없음' },
  redisState: { up: '연결됨', cut: '연결 끊김', away: '응답 없음' },
  servedCount: (server, count) => `${server}\u00a0${count}건`,
  served: (count) => `처리 ${count}건`,
  nodeText: (name, state, served) => `${name}: ${state}, 처리한 요청 ${served}건.`,
  redisText: (state) => `Redis: ${state}.`,
  noKeys: '없음',
  redisKeys: (keys) => `Redis에 있는 세션 키: ${keys}.`,
  memoryKnows: (name, user) => `${name} 메모리에 있는 세션의 사용자: ${user}.`,
  lastRoute: (number, route, status, outcome) =>
    `마지막 요청 ${number}번: ${route}${status && `; ${status}`}. ${outcome}`,
  brokenAfter: (place) => `${place} 다음 구간에서 끊김`,
  otherServer: (name) => `${name} 서버는 Spring Boot 서비스입니다.`,
  otherServerShares: (server) => [
    server,
    ' 서버는 Java로 작성한 Spring Boot 서비스입니다. 사용자와 세션을 공유하므로, 어느 서버에서 로그인해도 모든 서버가 알아봅니다.',
  ],
  elsewhere: (count) => `다른 방문자의 요청: ${count}건`,

  yourSession: '내 세션',
  noSession: 'Redis에 내 세션이 없습니다.',
  fieldChanged: '바뀜',
  ttlLeft: (time) => `${time} 남음`,
  seconds: (seconds) => `${seconds}초`,
  minutes: (minutes) => `${minutes}분`,
  ended: {
    expired: '만료되어 키가 사라졌습니다.',
    logout: '로그아웃하여 키가 사라졌습니다.',
    revoked: '세션이 폐기되어 키가 사라졌습니다.',
    other: '키가 사라졌습니다.',
  },

  requests: '요청',
  requestList: '서버별 요청',
  noRequests: '이 단계에서 보낸 요청이 아직 없습니다.',
  timeline: '상세 내역',
  showAll: (count) => `${count}건 모두 보기`,
  filled: '로그인 상태',
  hollow: '익명',
  crossed: '실패',
  anonymous: '익명',
  unknownUser: '알 수 없음',
  loggedInAs: (user) => `${user} 계정으로 로그인됨`,
  loggedOut: '로그아웃됨',
  accountMade: '가입 완료',
  done: '완료',
  failed: (status) => `실패(${status})`,
  noAnswer: '응답 없음',
  noBackend: '서버 없음',
  secondDeviceMark: '다른 기기',
  beforeAfter: (before, after) => `${before} → ${after}`,
  ms: (ms) => `${ms}ms`,
  manyRequests: (sent, loggedIn) => `요청 ${sent}건 중 ${loggedIn}건 로그인 상태`,
  manyFailed: (failed) => `실패 ${failed}건`,
  cookie: '보낸 쿠키',
  noCookie: '세션 쿠키 없음',
  answerHeaders: '응답',
  redisCommands: '이 요청이 실행한 Redis 명령',
  noCommands: '없음',
  asCurl: 'curl로 똑같이 보내기',
  happened: {
    created: '세션이 만들어졌습니다',
    destroyed: '세션이 끝났습니다',
    expired: '세션이 만료되었습니다',
  },
  yours: '내 세션',
  switched: (what, to, by) => {
    const whom = by === 'idle' ? '한동안 요청이 없어 자동으로' : '다른 방문자가'
    if (to === 'reset') return `${whom} 모두 되돌렸습니다.`
    if (what === 'redis') {
      return to === 'up' ? `${whom} Redis를 다시 연결했습니다.` : `${whom} Redis 연결을 끊었습니다.`
    }
    return `${whom} ${what} 서버를 ${to === 'up' ? '시작했습니다' : '중지했습니다'}.`
  },
  switchFailed: (status) => `스위치가 동작하지 않았습니다(${status}).`,
  speed: '패킷 속도',
  speeds: { quarter: '¼×', full: '1×', leg: '한 구간씩' },
  moveOn: '다음 구간 (스페이스)',
  secondTry: (servers) => `${servers} 서버에 연결하지 못해 Nginx가 다음 서버로 다시 보냈습니다.`,
  race: {
    reads: (tab) => `탭 ${tab}: 읽기`,
    writes: (tab) => `탭 ${tab}: 쓰기`,
    erased: '지워짐',
    holds: '지금 Redis에 있는 내용',
    nothing: '비어 있음',
  },
  noCookieYet: '쿠키 없음',
  verdict: { found: '✓ 찾음', notFound: '✕ 없음', deleted: '✕ 삭제됨', refused: '✕ 응답 없음' },
  details: (status) => (status === 0 ? '상세 내역' : `${status} · 상세 내역`),
  told: {
    memory: '자기 메모리',
    noAnswer: '응답이 오지 않았습니다.',
    nginxUnavailable: (status) => `실행 중인 서버가 없어 Nginx가 직접 응답했습니다(${status}).`,
    nginxRefused: (status) => `Nginx가 서버에 보내지 않고 직접 응답했습니다(${status}).`,
    noRedis: (server) =>
      `${server} 서버는 Redis에 연결할 수 없어 누구의 요청인지 모릅니다. 그래서 “로그아웃”이 아니라 503으로 응답했습니다.`,
    unavailable: (server, status) =>
      `${server} 서버가 지금은 이 요청을 처리할 수 없습니다(${status}).`,
    refused: (server, status) => `${server} 서버가 요청을 거절했습니다(${status}).`,
    wrongPassword: (server) => `${server} 서버가 비밀번호를 확인했지만 맞지 않습니다(401).`,
    signedUp: (server) => `${server} 서버가 계정을 만들었습니다. 아직 로그인한 상태는 아닙니다.`,
    loggedIn: (server, store, cookie) =>
      `${server} 서버가 세션을 만들어 저장하고(${store}) 브라우저에 쿠키를 주었습니다: ${cookie}`,
    second: {
      loggedIn: (server, cookie) =>
        `${server} 서버가 Redis에 세션을 하나 더 만들고 다른 기기에 쿠키를 주었습니다: ${cookie}`,
      found: (server) => `${server} 서버가 Redis에서 다른 기기의 세션을 찾았습니다.`,
      ended: (server) =>
        `${server} 서버가 Redis에서 다른 기기의 세션을 찾았지만 이미 끝난 세션입니다. 다른 기기는 이제야 알게 됩니다.`,
      withoutCookie: (server) => `${server} 서버는 다른 기기에서 쿠키를 받지 못했습니다.`,
    },
    revoked: (server) =>
      `${server} 서버가 Redis에서 다른 기기의 세션을 삭제했습니다. 그 기기에는 쿠키가 아직 남아 있습니다.`,
    loggedOut: (server, store) =>
      `${server} 서버가 세션을 삭제하고(${store}) 브라우저의 쿠키를 지웠습니다.`,
    everywhere: (server, store) =>
      `${server} 서버가 내 세션을 모두 삭제하고(${store}) 브라우저의 쿠키를 지웠습니다.`,
    foundUser: (server, store, user) =>
      `${server} 서버가 내 세션을 찾았습니다(${store}). 로그인 사용자: ${user}`,
    found: (server, store) => `${server} 서버가 내 세션을 찾았습니다(${store}).`,
    withoutCookie: (server) => `${server} 서버는 쿠키를 받지 못해 처음 보는 사람으로 취급합니다.`,
    notInMemory: (server) =>
      `${server} 서버가 자기 메모리에서 내 세션을 찾았지만 없어서 처음 보는 사람으로 취급합니다.`,
    ended: (server) =>
      `${server} 서버가 Redis에서 내 세션을 찾았지만 이미 끝난 세션이라 처음 보는 사람으로 취급합니다.`,
  },

  youSwitched: (what, to) => {
    if (to === 'reset') return '모두 되돌렸습니다.'
    if (what === 'redis') {
      return to === 'up' ? 'Redis를 다시 연결했습니다.' : 'Redis 연결을 끊었습니다.'
    }
    return to === 'up' ? `${what} 서버를 시작했습니다.` : `${what} 서버를 중지했습니다.`
  },
  repairs: {
    started: (names) => `이 단계에 필요해서 다시 시작했습니다: ${names}.`,
    nginxWaits: '몇 초 안에 Nginx가 다시 시작한 서버로 요청을 보냅니다.',
    presenterOnly: (name) => `이 단계에 필요하지만 여기서는 발표자만 시작할 수 있습니다: ${name}`,
    fromTerminal: (name, command) =>
      `이 단계에 필요합니다: ${name}. 터미널에서 시작하세요: ${command}`,
    routing: '이 단계는 라운드 로빈을 사용하므로 스티키 라우팅을 껐습니다.',
    timeout: '내 세션의 타임아웃을 보통(30분)으로 되돌렸습니다.',
  },
  tasks: [
    ['요청을 몇 번 보내기', '더 보내면서 어느 서버가 응답하는지 보기'],
    [
      '게스트로 로그인하기',
      '요청 보내기: 다른 서버도 나를 알아볼까요?',
      '로그인한 서버는 나를 알아볼까요?',
    ],
    [
      '스티키를 고르고 로그인한 뒤 요청 열 번 보내기',
      '응답하는 서버 중지하기',
      '요청을 한 번 더 보내기: 응답한 서버가 나를 알아볼까요?',
    ],
    ['로그인하기', '요청 열 번 보내기: 각 서버는 어떤 키를 쓸까요?'],
    [
      '로그인하고 연속 요청 시작하기',
      '요청이 오가는 동안 서버 한 대 중지하기',
      '응답 열 번 더 기다리기',
    ],
    [
      '세션 전체 저장하기: 장바구니에 무엇이 있나요?',
      '변경분만 저장하기: 장바구니에 무엇이 있나요?',
    ],
    [
      '로그인하고 짧은 타임아웃 고르기',
      '원형 타이머가 다 줄어들 때까지 요청 보내지 않기',
      '요청 열 번 보내기: 나를 알아보는 서버가 있나요?',
      '다시 로그인한 뒤 로그아웃하기',
    ],
    [
      '다른 기기에서 로그인하기',
      '모든 기기에서 로그아웃하기',
      '두 키가 어떻게 되는지 보기',
      '다른 기기에서 요청 보내기: 서버가 그 기기를 알아볼까요?',
    ],
    ['로그인한 상태 만들기', 'Redis 연결을 끊고 요청 보내기', 'Redis를 다시 연결하고 요청 보내기'],
  ],
  terms: {
    session: '세션: 요청과 요청 사이에 서버가 나에 대해 기억하는 내용입니다.',
    cookie:
      '쿠키: 브라우저가 요청마다 함께 보내는 짧은 글자입니다. 여기에는 내 세션의 이름이 들어 있습니다.',
    401: '상태 코드 401: 서버가 누구의 요청인지 모릅니다. 익명 상태입니다.',
    503: '상태 코드 503: 지금은 응답할 수 없으니 나중에 다시 시도하라는 뜻입니다.',
  },

  class: {
    start: '수업 열기',
    end: '수업 끝내기',
    heading: '수업',
    nobody: '아직 참가한 수강생이 없습니다.',
    countLoggedIn: (loggedIn, all) => `${all}명 중 ${loggedIn}명 로그인 상태`,
    predictions: '수강생들의 예측',
    list: '수강생 목록',
    student: (name, server, state) => `${name}: ${server}, ${state}`,
    is: (loggedIn) => (loggedIn === null ? '실패' : loggedIn ? '로그인 상태' : '로그인되지 않음'),
    showAddress: '주소 보기',
    sameNetwork: '휴대폰이 같은 네트워크에 연결되어 있어야 합니다.',
    join: '수업 참가하기',
    name: '이름',
    nameHint: '20자까지 쓸 수 있고, 수업 화면에 표시됩니다.',
    joinNow: '참가',
    otherName: '이름 바꾸기',
    noClass: '수업이 아직 열리지 않았습니다. 열릴 때까지 이 화면에서 기다리세요.',
    answered: (server) => `응답한 서버: ${server}`,
    notAnswered: '응답한 서버가 없습니다',
    repeats: '이 화면은 3초마다 요청을 보냅니다.',
  },

  keys: '단축키',
  spaceKey: '스페이스바',
  shortcuts: {
    send: '요청 한 번 보내기',
    next: '다음 단계',
    back: '이전 단계',
    reset: '모두 되돌리고 이 단계 다시 시작하기',
    list: '단축키 보기',
  },
  close: '닫기',
  copyLink: '지금 화면의 링크 복사',
  copyCurl: '명령 복사',
  copyRedisCli: 'redis-cli 명령 복사',
} satisfies Lab
