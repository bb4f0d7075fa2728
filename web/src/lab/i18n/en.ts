import type { NodeState } from '@session-clustering/api/lab'

export const en = {
  steps: [
    {
      title: 'Two servers, one address',
      intro:
        'Your browser talks to Nginx. Nginx hands each request to one of two servers that run the same program.',
      question: 'One of the servers has just answered you. Who answers your next request?',
      options: ['The same server', 'The other server', 'Nobody can tell'],
      goals: ['Both servers have answered you', 'Three answers came in turns'],
      why: [
        'Nginx goes through its list of servers in turns: one, two, one, two. That is called round robin. It does not look at who you are.',
        'All visitors share these turns. When others send at the same time, you may meet the same server twice.',
      ],
    },
    {
      title: 'A memory for each server',
      intro: 'Here each server keeps its sessions in its own memory.',
      question: 'You log in once, then send ten requests. In how many of them are you logged in?',
      options: ['In all ten', 'In about half of them', 'In none'],
      goals: [
        'Log in: one server makes a session for you',
        'The other server does not know you',
        'The server that made your session still does',
      ],
      why: [
        'Your cookie only names a session. The session itself is in the memory of one server. The other server looks the name up, finds nothing, and treats you as anonymous.',
      ],
    },
    {
      title: 'Always the same server',
      intro:
        'A common way out: sticky routing. Nginx chooses a server for you once, and stays with it. Sessions are still in each server’s own memory.',
      question: 'With sticky routing you stay logged in. What happens when your server stops?',
      options: ['I get an error', 'I stay logged in', 'I am logged out'],
      goals: [
        'Choose Sticky and log in: three answers in a row from one server that knows you',
        'Stop that server',
        'The other server answers, and does not know you',
      ],
      why: [
        'Sticky routing hides the problem. Your session still lives in one server and goes when that server goes: in a crash, and at every update.',
      ],
    },
    {
      title: 'One store for both',
      intro: 'Now both servers keep their sessions in one Redis. Nginx takes turns again.',
      question:
        'You log in, and both servers answer you. How many session keys does Redis hold for you?',
      options: ['One for each server', 'One in all', 'One for each request'],
      goals: ['Log in', 'Both servers find you by the same key'],
      why: [
        'The servers keep nothing themselves. Each reads the one key that your cookie names, so it does not matter which of them answers.',
      ],
    },
    {
      title: 'A server stops',
      intro: 'Start the stream: four requests a second. Then stop a server while they run.',
      question: 'What will you notice?',
      options: ['Some requests fail', 'I am logged out', 'Nothing'],
      goals: [
        'Requests stream, and you are logged in',
        'A server stops',
        'Ten answers in a row from the other server, all of them know you',
      ],
      why: [
        'Nginx finds the port closed and hands the request to the other server at once. Your session was never in the server that stopped.',
        'When a connection breaks halfway, only requests that are safe to repeat, such as GET, are sent again.',
      ],
    },
    {
      title: 'Two changes at once',
      intro:
        'Two tabs put something into one cart at the same moment: a book and a pen. Both read the session before either of them saves.',
      question: 'What is in the cart afterwards?',
      options: ['Both', 'Only one of them', 'That depends on how sessions are saved'],
      goals: ['Save the whole session: one item is lost', 'Save only the change: both are kept'],
      why: [
        'The usual store reads the whole session, changes it, and writes all of it back. The last write erases the other one.',
        'This store writes only the field that has changed, and lets Redis do the counting.',
      ],
    },
    {
      title: 'How a session ends',
      intro:
        'A session that nobody uses ends: usually after 30 minutes, with the short timeout after 10 seconds.',
      question: 'You send nothing for ten seconds. Who deletes your session?',
      options: ['The server that made it', 'Redis, by itself', 'Nobody; it is only marked as old'],
      goals: [
        'Log in and choose the short timeout',
        'Wait until the ring is empty: the key is gone',
        'Both servers now call you anonymous',
        'Log in again, then log out: the key goes at once',
      ],
      why: [
        'Each request starts the time anew. Without one, Redis removes the key when its time is up; logging out removes it at once. Either way, no server can find anything any more.',
      ],
    },
    {
      title: 'Everywhere at once',
      intro:
        'One user, two devices, two sessions. Redis also keeps a list of each user’s sessions.',
      question: 'You log out everywhere. When does the other device notice?',
      options: ['At its next request', 'When its cookie expires', 'When its browser is closed'],
      goals: [
        'Be logged in on two devices',
        'Log out everywhere',
        'Both keys are gone',
        'Your next request is anonymous',
      ],
      why: [
        'A session that is kept on the server can be ended on the server. The other device still has its cookie, but the cookie names a key that is no longer there.',
      ],
    },
    {
      title: 'What everybody depends on',
      intro: 'A server may stop. But every session is in one Redis. Cut the servers off from it.',
      question: 'What do the servers answer while they cannot reach Redis?',
      options: ['That nobody is logged in', 'An error: 503', 'What they remember'],
      goals: [
        'Be logged in',
        'Cut Redis off: a request is answered 503',
        'Connect it again: you are still logged in',
      ],
      why: [
        'Without Redis a server cannot know who you are. It answers 503. It does not treat you as anonymous. Your session is still there when Redis is back.',
        'Redis is now the single point of failure. Redis Sentinel lets a copy take its place; Redis Cluster spreads the keys over several machines.',
      ],
    },
    {
      title: 'Sandbox',
      intro: 'Everything is here. Try what you like, or take up a challenge.',
      question: '',
      options: [],
      goals: [
        'Lose your login without logging out',
        'With a server down, get twenty answers in a row without a failure',
        'Get a 503 that comes from Nginx itself',
        'Lose an item from a cart',
        'Send a request from a terminal and see it on the stage',
      ],
      why: ['All five. Now try to explain each of them to somebody.'],
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
  goalOpen: 'open',
  cameTrue: 'That is what you predicted.',
  cameDifferent: (option: string) => `You predicted: ${option}.`,
  back: 'Back',
  next: 'Next step',
  replay: 'Start this step again',
  presenter: 'Presenter mode',

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
    shared: 'Redis, saving changes',
    blob: 'Redis, saving whole sessions',
    isolated: 'each server’s memory',
  },
  stop: 'Stop',
  start: 'Start',
  cutRedis: 'Cut Redis off',
  connectRedis: 'Connect Redis',
  sameFromTerminal: 'The same from a terminal:',
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
  keptAll: 'Both were kept.',
  lostSome: 'One was lost.',
  devices: 'My devices',
  showDevices: 'Show my devices',
  secondDevice: 'Log in on a second device',
  secondDeviceText: 'This sends a login without your cookie, as another device would.',
  secondDeviceOwn: 'Or log in yourself, in a private window:',
  thisDevice: 'this device',
  deviceSince: (time: string) => `since ${time}`,
  revoke: 'Log this one out',
  everywhere: 'Log out everywhere',
  presenterKey: 'Presenter key',
  presenterOnly: 'Here only the presenter may use this switch.',
  useKey: 'Use the key',
  reset: 'Put everything back',
  logInFirst: 'Log in first.',

  stage: 'Stage',
  browser: 'Browser',
  memory: 'Memory',
  nodeState: { up: 'up', draining: 'draining', stopped: 'stopped', away: 'away' } satisfies Record<
    NodeState,
    string
  >,
  redisState: { up: 'up', cut: 'cut off', away: 'away' },
  servedCount: (server: string, count: number) => `${server}:\u00a0${count}`,
  served: (count: number) => `${count} served`,
  nodeText: (name: string, state: string, served: number) =>
    `${name}: ${state}, ${served} requests served.`,
  redisText: (state: string) => `Redis: ${state}.`,
  memoryKnows: (name: string, user: string) => `The memory of ${name} holds a session of ${user}.`,
  lastRoute: (number: number, route: string, status: string, outcome: string) =>
    `Last request, number ${number}: ${route}; ${status}, ${outcome}.`,
  brokenAfter: (place: string) => `broken after ${place}`,
  elsewhere: (count: number) => `Requests from elsewhere: ${count}`,

  yourSession: 'Your session',
  noSession: 'Redis holds no session of yours.',
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
  noRequests: 'No request in this step yet.',
  timeline: 'Details',
  showAll: (count: number) => `Show all ${count}`,
  filled: 'logged in',
  hollow: 'anonymous',
  crossed: 'failed',
  anonymous: 'anonymous',
  unknownUser: 'unknown',
  loggedInAs: (user: string) => `logged in as ${user}`,
  loggedOut: 'logged out',
  accountMade: 'account made',
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
  noCookie: 'none that names a session',
  answerHeaders: 'Answer',
  redisCommands: 'Redis commands of this request',
  noCommands: 'none',
  asCurl: 'The same with curl',
  happened: {
    created: 'A session was created',
    destroyed: 'A session was ended',
    expired: 'A session expired',
  },
  yours: 'yours',
  switched: (what: string, to: string, by: string) => {
    const whom = by === 'idle' ? 'After some quiet minutes the lab' : 'A visitor'
    if (to === 'reset') return `${whom} put everything back.`
    const name = what === 'redis' ? 'Redis' : what
    const did = { up: 'started', stopped: 'stopped', cut: 'cut off' }[to] ?? to
    return `${whom} ${what === 'redis' && to === 'up' ? 'connected' : did} ${name}.`
  },
  switchFailed: (status: number) => `The switch did not work (${status}).`,
}

/** The type of every dictionary: the same keys with the same parameters. */
export type Lab = typeof en
