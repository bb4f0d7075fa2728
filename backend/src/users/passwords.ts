import argon2 from 'argon2'
import { lowerHashingPriority } from './hashing-priority.ts'
import { type HashingKind, type HashingQueue, hashingQueue } from './hashing-queue.ts'

/** OWASP's recommendation for argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane. */
const ARGON2ID = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export interface Passwords {
  /** @returns the PHC string to store @throws {Problem} 503 when the queue is full */
  hash(password: string, kind: HashingKind): Promise<string>
  /**
   * Whether the password fits the stored hash. Without a hash (unknown user) it takes as long, so that the time of the
   * answer does not show which users exist. @throws {Problem} 503 when the queue is full
   */
  verify(hash: string | undefined, password: string): Promise<boolean>
  /** Whether a hash was made with weaker parameters than today's. */
  needsRehash(hash: string): boolean
}

export async function argon2Passwords(queue: HashingQueue = hashingQueue()): Promise<Passwords> {
  const dummyHash = await argon2.hash('nobody has this password', ARGON2ID)
  lowerHashingPriority()
  return {
    hash: (password, kind) => queue(kind, () => argon2.hash(normalized(password), ARGON2ID)),
    async verify(hash, password) {
      const fits = await queue('login', () =>
        argon2.verify(hash ?? dummyHash, normalized(password)),
      )
      return fits && hash !== undefined
    },
    needsRehash: (hash) => argon2.needsRehash(hash, ARGON2ID),
  }
}

/** Unicode NFC: one keyboard sends 한 as one character, another as three. */
function normalized(password: string): string {
  return password.normalize('NFC')
}
