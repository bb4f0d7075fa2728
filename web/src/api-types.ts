// The bodies of the HTTP API that the page reads or writes: the types of the backend's own schemas.
export type {
  Credentials,
  ListedSession,
  /** What `POST login` and `GET me` say alike about who you are. */
  LoggedIn as Identity,
  ProblemBody as Problem,
} from '@session-clustering/api'
