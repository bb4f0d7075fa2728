export const en = {
  title: 'Session Clustering',
  tagline: 'Log in once. Whichever server answers, it knows you.',
  language: 'Language',
  theme: 'Theme',
  themes: { system: 'System theme', light: 'Light', dark: 'Dark' },

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
  sessionCreatedBy: 'Session created by',
  answeredBy: 'Answered by',

  problemUsername: 'Use 1 to 64 letters or digits of one script, or . _ @ + -',
  problemPassword: 'Use 8 to 128 characters, not your username, and nothing that many others use.',
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

/** The type of every dictionary: the same keys with the same parameters. */
export type Messages = typeof en
