export const en = {
  title: 'Session Clustering',
  tagline: 'Log in once. Two servers answer in turn. Do both of them know you?',
  language: 'Language',

  account: 'Account',
  username: 'Username',
  password: 'Password',
  passwordHint: 'At least 8 characters',
  logIn: 'Log in',
  signUp: 'Sign up',
  logOut: 'Log out',
  signedUp: 'Your account is ready. Now log in.',
  loggedInAs: (username: string) => `Logged in as ${username}`,
  anonymousVisitor: 'Anonymous',
  sessionCreatedBy: 'session created by',

  requests: 'Requests',
  sendOne: 'Send one request',
  sendTen: 'Send ten requests',
  pending: 'Sending…',
  routing: 'Routing',
  roundRobin: 'Round robin',
  roundRobinHint: 'Nginx hands your requests to the two backends in turn.',
  sticky: 'Sticky',
  stickyHint: 'Nginx hands all your requests to the same backend.',

  sharedStore: 'Shared store',
  sharedStoreText: 'Sessions live in one Redis for both backends.',
  sharedDiagram: 'Browser, Nginx, then backend-1 or backend-2, then one Redis for both.',
  sharedRequests: 'Requests to the shared store',
  isolatedStores: 'Isolated stores',
  isolatedStoresText: 'Sessions live in each backend’s own memory.',
  isolatedDiagram: 'Browser, Nginx, then backend-1 or backend-2, then a memory for each.',
  isolatedRequests: 'Requests to the isolated stores',
  browser: 'Browser',
  memory: 'Memory',

  loggedIn: 'logged in',
  loggedOut: 'logged out',
  anonymous: 'anonymous',
  accountMade: 'signed up',
  failed: (status: number) => `failed: ${status}`,
  noAnswer: 'no answer',
  noBackend: 'no backend',
  httpStatus: (status: number) => `status ${status}`,

  oneRequest: (realm: string, server: string, caption: string) => `${realm}: ${server}, ${caption}`,
  manyRequests: (realm: string, loggedIn: number, sent: number) =>
    `${realm}: ${loggedIn} of ${sent} logged in`,
  manyFailed: (failed: number) => `${failed} failed`,
  served: (server: string, count: number) => `${server}:\u00a0${count}`,

  legendFailed: 'failed',
  orderExplained: 'A click asks both columns, one after the other. The numbers show the order.',
  curlTitle: 'The same with curl',
  curlText: 'Log in, then ask a few times who you are. Compare username and servedBy.',

  problemUsername: 'Use 1 to 64 letters, digits or . _ @ + -',
  problemPassword:
    'Use at least 8 characters, at most 128 bytes, and nothing that many others use.',
  problemTaken: 'This username is taken.',
  problemCredentials: 'Username or password is wrong.',
  problemTooMany: (seconds: number | undefined) =>
    seconds === undefined
      ? 'Too many attempts. Try again later.'
      : `Too many attempts. Try again in ${seconds} s.`,
  problemUnavailable: (status: number) =>
    `The server cannot answer right now (${status}). Try again.`,
  problemNoAnswer: 'No answer came. Is the server running?',
  problemOther: (status: number) => `The request was refused (${status}).`,
}

/** What every dictionary must hold: the same keys, with the same parameters. */
export type Messages = typeof en
