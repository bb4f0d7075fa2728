export const en = {
  title: 'Session Clustering',
  tagline: 'Log in once, and every server knows you.',
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
  signedUp: 'Your account has been created. Now log in.',
  loggedInAs: (username: string) => `Logged in as ${username}`,
  anonymousVisitor: 'Anonymous',
  sessionCreatedBy: 'Session created by',
  answeredBy: 'Answered by',

  problemUsername: 'Use 1 to 64 characters: letters of one alphabet, digits, or . _ @ + -',
  problemPassword: 'Use 8 to 128 characters. Your username and common passwords are not allowed.',
  problemTaken: 'This username is taken.',
  problemCredentials: 'The username or the password is wrong.',
  problemTooMany: (seconds: number | undefined) =>
    seconds === undefined
      ? 'Too many attempts. Try again later.'
      : `Too many attempts. Try again in ${seconds} s.`,
  problemUnavailable: (status: number) =>
    `The server cannot answer right now (${status}). Try again.`,
  problemNoAnswer: 'No answer. Is the server running?',
  problemOther: (status: number) => `The request was refused (${status}).`,

  copied: 'Copied.',
  notCopied: 'The browser does not allow copying here. Select the text and copy it.',
}

/** The type of every dictionary: the same keys with the same parameters. */
export type Messages = typeof en
