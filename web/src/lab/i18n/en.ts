import type { NodeState } from '@session-clustering/api/lab'

export const en = {
  steps: [
    {
      title: 'Two servers, one address',
      intro:
        'Your browser sends its requests to Nginx. Nginx passes each request to one of two servers that run the same program.',
      question: 'One of the servers has just answered you. Which one answers your next request?',
      options: ['The same server', 'The other server', 'Nobody can know'],
      goals: ['Both servers have answered you', 'The servers took turns three times'],
      why: [
        'Nginx goes through its list of servers in order: one, two, one, two. This is called round robin. Who sent the request makes no difference.',
        'All visitors share these turns. When others send requests at the same time, the same server may answer you twice in a row.',
      ],
    },
    {
      title: 'Each server has its own memory',
      intro: 'In this step, each server keeps its sessions in its own memory.',
      question: 'You log in once, then send ten requests. In how many of them are you logged in?',
      options: ['In all ten', 'In about half of them', 'In none'],
      goals: [
        'Log in: one server creates a session for you',
        'The other server does not know you',
        'The server that created your session still knows you',
      ],
      why: [
        'Your cookie holds only the name of a session. The session itself is in the memory of one server. The other server looks for that name, finds nothing, and treats you as anonymous.',
      ],
    },
    {
      title: 'Always the same server',
      intro:
        'A common workaround is sticky routing: Nginx chooses one server for you and sends all your requests to it. Sessions are still in each server’s own memory.',
      question: 'With sticky routing you stay logged in. What happens when your server stops?',
      options: ['I get an error', 'I stay logged in', 'I am logged out'],
      goals: [
        'Choose Sticky and log in: one server that knows you answers three times in a row',
        'Stop that server',
        'The other server answers and does not know you',
      ],
      why: [
        'Sticky routing only hides the problem. Your session is still in one server. When that server stops, in a crash or for an update, the session is lost.',
      ],
    },
    {
      title: 'One store for both',
      intro: 'Now both servers keep their sessions in one Redis. Nginx uses round robin again.',
      question:
        'You log in, and both servers answer you. How many session keys does Redis hold for you?',
      options: ['One for each server', 'Just one', 'One for each request'],
      goals: ['Log in', 'Both servers find you by the same key'],
      why: [
        'The servers themselves keep no sessions. Each one reads the key that your cookie names, so it does not matter which server answers.',
      ],
    },
    {
      title: 'A server stops',
      intro: 'The stream sends four requests a second. Start it, then stop a server while it runs.',
      question: 'What will you notice?',
      options: ['Some requests fail', 'I am logged out', 'Nothing'],
      goals: [
        'Log in and start the stream',
        'Stop a server',
        'The other server answers ten times in a row and always knows you',
      ],
      why: [
        'Nginx finds the port closed and passes the request to the other server at once. Your session was never in the server that stopped.',
        'When a connection breaks while a server handles the request, Nginx repeats only requests that are safe to repeat, such as GET.',
      ],
    },
    {
      title: 'Two changes at once',
      intro:
        'Two tabs put a book and a pen into the same cart at the same moment. Both requests read the session before either of them saves it.',
      question: 'What is in the cart afterwards?',
      options: ['Both', 'Only one of them', 'It depends on how sessions are saved'],
      goals: [
        'Save the whole session: one item is lost',
        'Save only the change: both items are kept',
      ],
      why: [
        'Most stores read the whole session, change it, and write all of it back. The last write erases the change of the other request.',
        'This store writes only the field that has changed, and Redis does the counting.',
      ],
    },
    {
      title: 'How a session ends',
      intro:
        'A session that is not used ends after the session timeout: normally 30 minutes, here also 10 seconds.',
      question: 'You send nothing for ten seconds. Who deletes your session?',
      options: [
        'The server that created it',
        'Redis, by itself',
        'Nobody: it is only marked as expired',
      ],
      goals: [
        'Log in and choose the short timeout',
        'Wait until the countdown ends: the key is gone',
        'Both servers answer that you are anonymous',
        'Log in again, then log out: the key is gone at once',
      ],
      why: [
        'Every request restarts the countdown. When it ends, Redis deletes the key. Logging out deletes the key at once. Either way, no server can find your session after that.',
      ],
    },
    {
      title: 'Everywhere at once',
      intro:
        'A user who is logged in on two devices has two sessions. Redis also keeps a list of each user’s sessions.',
      question: 'You log out everywhere. When does the other device find out?',
      options: ['At its next request', 'When its cookie expires', 'When its browser is closed'],
      goals: [
        'Log in on two devices',
        'Log out everywhere',
        'Both keys are gone',
        'The next request of the second device is anonymous',
      ],
      why: [
        'A session that is kept on the server side can be ended on the server side. The other device still has its cookie, but the key that the cookie names no longer exists.',
      ],
    },
    {
      title: 'The one thing everyone depends on',
      intro: 'A server may stop. But all sessions are in one Redis. Cut the servers off from it.',
      question: 'What do the servers answer while they cannot reach Redis?',
      options: ['That nobody is logged in', 'An error: 503', 'What they remember'],
      goals: [
        'Log in',
        'Cut Redis off: a request is answered 503',
        'Connect it again: you are still logged in',
      ],
      why: [
        'Without Redis, a server cannot know who you are. It answers 503 and does not treat you as anonymous. When Redis is back, your session is still there.',
        'Redis is now the single point of failure. With Redis Sentinel, a replica takes over. Redis Cluster distributes the keys over several machines.',
      ],
    },
    {
      title: 'Sandbox',
      intro: 'All controls are here. Try what you like, or take on a challenge.',
      question: '',
      options: [],
      goals: [
        'Lose your login without logging out',
        'With a server down, get twenty answers in a row without a failure',
        'Get a 503 that comes from Nginx itself',
        'Lose an item from a cart',
        'Send a request from a terminal and see it in the diagram',
      ],
      why: ['You have solved all five challenges. Now explain each of them to someone else.'],
    },
  ],

  stepNav: 'Steps',
  stepOf: (step: number, count: number) => `Step ${step} of ${count}`,
  stepPassed: (title: string) => `${title} (done)`,
  stepDone: (step: number) => `✓ Step ${step} is done.`,
  predict: 'Predict',
  act: 'Act',
  observe: 'Observe',
  why: 'Why',
  challenges: 'Challenges',
  goalMet: 'done',
  goalOpen: 'not done yet',
  cameTrue: 'Your prediction was right.',
  cameDifferent: (option: string) => `You predicted: ${option}.`,
  back: 'Back',
  next: 'Next step',
  replay: 'Start this step again',
  presenter: 'Presenter mode',
  handout: 'Handout to print',
  exercises: 'Exercises with solutions',
  takeAway: 'Where to go from here',
  inReadme: 'all commands and settings',
  inDocs: 'decisions, operations, security, and a plan for a class',
  inPackage: 'the session store as a package for your own application',
  comparison: {
    caption: 'What happens to your login?',
    memory: 'Memory',
    sticky: 'Memory, sticky',
    shared: 'Shared Redis',
    next: 'You send the next request',
    server: 'The server that knows you stops',
    redis: 'Redis stops',
    kept: 'kept',
    half: 'lost on the other server',
    lost: 'lost',
    waits: '503 until it is back, then kept',
  },

  sendOne: 'Send one request',
  sendTen: 'Send ten requests',
  startStream: 'Start the stream',
  pauseStream: 'Pause the stream',
  guestLogIn: 'Log in as a guest',
  logOut: 'Log out',
  routing: 'Routing',
  roundRobin: 'Round robin',
  sticky: 'Sticky',
  store: 'Sessions are kept in',
  realms: {
    shared: 'Redis, only changes saved',
    blob: 'Redis, whole sessions saved',
    isolated: 'each server’s memory',
  },
  stop: <Name>(server: Name) => ['Stop ', server],
  start: <Name>(server: Name) => ['Start ', server],
  cutRedis: 'Cut Redis off',
  connectRedis: 'Connect Redis',
  sameFromTerminal: 'From a terminal:',
  timeout: 'Session timeout',
  timeoutShort: 'Short: 10 s',
  timeoutNormal: 'Normal: 30 min',
  addBook: 'Add a book to the cart',
  twoAtOnce: 'Two changes at once',
  twoBlob: 'Save the whole session',
  twoDelta: 'Save only the change',
  cartOf: { blob: 'Whole session saved', shared: 'Only the change saved' },
  items: { book: 'Book', pen: 'Pen' },
  lostItem: 'lost',
  keptAll: 'Both items were kept.',
  lostSome: 'One item was lost.',
  devices: 'My devices',
  showDevices: 'Show my devices',
  secondDevice: 'Log in on a second device',
  secondDeviceText:
    'This page also plays the second device. It has a cookie of its own, second_sid, and its session is in the same Redis.',
  sendSecond: 'Send from the second device',
  secondDeviceBox: 'Device 2',
  secondDeviceOwn: 'Or log in yourself. Open this address in a private window:',
  thisDevice: 'this device',
  deviceSince: (time: string) => `since ${time}`,
  revoke: 'Log this device out',
  everywhere: 'Log out everywhere',
  presenterKey: 'Presenter key',
  presenterOnly: 'Only the presenter can use this switch.',
  useKey: 'Use the key',
  reset: 'Put everything back',
  logInFirst: 'Log in first.',

  stage: 'Diagram',
  browser: 'Browser',
  memory: 'Memory',
  nodeState: {
    up: 'up',
    draining: 'draining',
    stopped: 'stopped',
    away: 'no answer',
  } satisfies Record<NodeState, string>,
  redisState: { up: 'up', cut: 'cut off', away: 'no answer' },
  servedCount: (server: string, count: number) => `${server}:\u00a0${count}`,
  served: (count: number) => `${count} served`,
  nodeText: (name: string, state: string, served: number) =>
    `${name}: ${state}, requests served: ${served}.`,
  redisText: (state: string) => `Redis: ${state}.`,
  noKeys: 'none',
  redisKeys: (keys: string) => `Session keys in Redis: ${keys}.`,
  otherServer: (name: string) => `${name} is a Spring Boot service.`,
  otherServerShares: <Name>(server: Name) => [
    server,
    ' is a Spring Boot service, written in Java. It shares the users and the sessions: log in on any server, and all of them know you.',
  ],
  memoryKnows: (name: string, user: string) =>
    `The memory of ${name} holds the session of ${user}.`,
  lastRoute: (number: number, route: string, status: string, outcome: string) =>
    `Last request, number ${number}: ${route}${status && `; ${status}`}. ${outcome}`,
  brokenAfter: (place: string) => `broken after ${place}`,
  elsewhere: (count: number) => `Requests from other visitors: ${count}`,

  yourSession: 'Your session',
  noSession: 'Redis holds no session for you.',
  fieldChanged: 'changed',
  ttlLeft: (time: string) => `${time} left`,
  seconds: (seconds: number) => `${seconds} s`,
  minutes: (minutes: number) => `${minutes} min`,
  ended: {
    expired: 'Expired: the key is gone.',
    logout: 'Logged out: the key is gone.',
    revoked: 'Revoked: the key is gone.',
    other: 'The key is gone.',
  },

  requests: 'Requests',
  requestList: 'Requests by server',
  noRequests: 'No requests in this step yet.',
  timeline: 'Details',
  showAll: (count: number) => `Show all ${count}`,
  filled: 'logged in',
  hollow: 'anonymous',
  crossed: 'failed',
  anonymous: 'anonymous',
  unknownUser: 'unknown',
  loggedInAs: (user: string) => `logged in as ${user}`,
  loggedOut: 'logged out',
  accountMade: 'account created',
  done: 'done',
  failed: (status: number) => `failed (${status})`,
  noAnswer: 'no answer',
  noBackend: 'no server',
  secondDeviceMark: 'second device',
  beforeAfter: (before: string, after: string) => `${before} → ${after}`,
  ms: (ms: number) => `${ms} ms`,
  manyRequests: (sent: number, loggedIn: number) => `${sent} requests, ${loggedIn} logged in`,
  manyFailed: (failed: number) => `${failed} failed`,
  cookie: 'Cookie sent',
  noCookie: 'no session cookie',
  answerHeaders: 'Answer',
  redisCommands: 'Redis commands of this request',
  noCommands: 'none',
  asCurl: 'The same with curl',
  happened: {
    created: 'A session was created',
    destroyed: 'A session has ended',
    expired: 'A session has expired',
  },
  yours: 'yours',
  switched: (what: string, to: string, by: string) => {
    const whom = by === 'idle' ? 'After some minutes without requests, the lab' : 'Another visitor'
    if (to === 'reset') return `${whom} put everything back.`
    const name = what === 'redis' ? 'Redis' : what
    const did = { up: 'started', stopped: 'stopped', cut: 'cut off' }[to] ?? to
    return `${whom} ${what === 'redis' && to === 'up' ? 'connected' : did} ${name}.`
  },
  switchFailed: (status: number) => `The switch did not work (${status}).`,
  speed: 'Packets fly',
  speeds: { quarter: '¼×', full: '1×', leg: 'one leg at a time' },
  moveOn: 'Move on (Space)',
  secondTry: (servers: string) => `Nginx could not reach ${servers} and tried the next server.`,
  race: {
    reads: (tab: number) => `Tab ${tab} reads the cart`,
    writes: (tab: number) => `Tab ${tab} writes`,
    erased: 'erased',
    holds: 'Redis now holds',
    nothing: 'empty',
  },
  noCookieYet: 'no cookie',
  verdict: {
    found: '✓ found',
    notFound: '✕ not found',
    deleted: '✕ deleted',
    refused: '✕ no answer',
  },
  details: (status: number) => (status === 0 ? 'Details' : `${status} · Details`),
  told: {
    memory: 'its memory',
    noAnswer: 'No answer came.',
    nginxUnavailable: (status: number) => `Nginx answered itself: no server is up (${status}).`,
    nginxRefused: (status: number) => `Nginx answered itself, without a server (${status}).`,
    noRedis: (server: string) =>
      `${server} cannot reach Redis, so it does not know who you are. It answers 503, not “logged out”.`,
    unavailable: (server: string, status: number) =>
      `${server} cannot answer this request now (${status}).`,
    refused: (server: string, status: number) => `${server} refused the request (${status}).`,
    wrongPassword: (server: string) => `${server} checked the password. It is wrong (401).`,
    signedUp: (server: string) => `${server} created the account. You are not logged in yet.`,
    loggedIn: (server: string, store: string, cookie: string) =>
      `${server} created a session in ${store} and gave your browser its cookie: ${cookie}`,
    second: {
      loggedIn: (server: string, cookie: string) =>
        `${server} created another session in Redis and gave the second device its cookie: ${cookie}`,
      found: (server: string) => `${server} found the session of the second device in Redis.`,
      ended: (server: string) =>
        `${server} looked for the session of the second device in Redis, but it has ended. The second device finds out only now.`,
      withoutCookie: (server: string) => `${server} received no cookie from the second device.`,
    },
    revoked: (server: string) =>
      `${server} deleted the session of the other device in Redis. That device still has its cookie.`,
    loggedOut: (server: string, store: string) =>
      `${server} deleted your session in ${store} and removed your browser’s cookie.`,
    everywhere: (server: string, store: string) =>
      `${server} deleted all your sessions in ${store} and removed your browser’s cookie.`,
    foundUser: (server: string, store: string, user: string) =>
      `${server} found your session in ${store}: you are ${user}.`,
    found: (server: string, store: string) => `${server} found your session in ${store}.`,
    withoutCookie: (server: string) =>
      `${server} received no cookie, and treats you as a stranger.`,
    notInMemory: (server: string) =>
      `${server} looked for your session in its memory, found nothing, and treats you as a stranger.`,
    ended: (server: string) =>
      `${server} looked for your session in Redis, but it has ended. You are a stranger again.`,
  },

  youSwitched: (what: string, to: string) => {
    if (to === 'reset') return 'You put everything back.'
    if (what === 'redis') return to === 'up' ? 'You connected Redis.' : 'You cut off Redis.'
    return to === 'up' ? `You started ${what}.` : `You stopped ${what}.`
  },
  /** What a step puts right when it opens. */
  repairs: {
    started: (names: string) => `Started again for this step: ${names}.`,
    nginxWaits: 'Nginx sends requests to a started server within a few seconds.',
    presenterOnly: (name: string) =>
      `This step needs ${name}. Only the presenter can start it here.`,
    fromTerminal: (name: string, command: string) =>
      `This step needs ${name}. Start it from a terminal: ${command}`,
    routing: 'This step uses round robin: sticky routing is off.',
    timeout: 'Your session has the normal timeout of 30 minutes again.',
  },
  /** The goals of steps 1 to 9 before they are met: what to do, without the result. */
  tasks: [
    ['Send a few requests', 'Send more, and watch which server answers'],
    [
      'Log in as a guest',
      'Send requests: does the other server know you?',
      'And the server where you logged in?',
    ],
    [
      'Choose Sticky, log in, and send ten requests',
      'Stop the server that answers you',
      'Send one more request: does the server that answers know you?',
    ],
    ['Log in', 'Send ten requests: which key does each server use?'],
    [
      'Log in and start the stream',
      'Stop a server while the requests run',
      'Wait for ten more answers',
    ],
    ['Save the whole session: what is in the cart?', 'Save only the change: what is in the cart?'],
    [
      'Log in and choose the short timeout',
      'Send nothing until the ring is empty',
      'Send ten requests: does any server know you?',
      'Log in again, then log out',
    ],
    [
      'Log in on a second device',
      'Log out everywhere',
      'See what becomes of both keys',
      'Send a request from the second device: does a server know it?',
    ],
    [
      'Be logged in',
      'Cut Redis off, and send a request',
      'Connect Redis again, and send a request',
    ],
  ],
  terms: {
    session: 'Session: what a server remembers about you between two requests.',
    cookie:
      'Cookie: a short text that your browser sends with each request. Here it holds the name of your session.',
    401: 'Status 401: the server does not know who you are. You are anonymous.',
    503: 'Status 503: the request cannot be answered at the moment. Try again later.',
  },

  class: {
    start: 'Open the class',
    end: 'End the class',
    heading: 'Class',
    nobody: 'Nobody has joined yet.',
    countLoggedIn: (loggedIn: number, all: number) => `${loggedIn} of ${all} logged in`,
    predictions: 'Predictions of the class',
    list: 'All students',
    student: (name: string, server: string, state: string) => `${name}: ${server}, ${state}`,
    is: (loggedIn: boolean | null): string =>
      loggedIn === null ? 'failed' : loggedIn ? 'logged in' : 'not logged in',
    showAddress: 'Show the address',
    sameNetwork: 'Your phone must be in the same network.',
    join: 'Join the class',
    name: 'Your name',
    nameHint: 'At most 20 characters. The class sees it.',
    joinNow: 'Join',
    otherName: 'Change my name',
    noClass: 'The class is not open. This page waits for it.',
    answered: (server: string) => `${server} answered`,
    notAnswered: 'No server answered',
    repeats: 'This page sends a request every three seconds.',
  },

  keys: 'Keys',
  spaceKey: 'Space',
  shortcuts: {
    send: 'Send one request',
    next: 'Next step',
    back: 'Previous step',
    reset: 'Put everything back and start this step again',
    list: 'Show the keys',
  },
  close: 'Close',
  copyLink: 'Copy a link to this view',
  copyCurl: 'Copy these commands',
  copyRedisCli: 'Copy the redis-cli command',
}

/** The type of every dictionary: the same keys with the same parameters. */
export type Lab = typeof en
