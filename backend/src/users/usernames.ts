// Usernames. Two names that look the same are stored as one name, or the second one is refused.
import { Problem } from '../problems.ts'

/** A name as it is stored and shown: in NFKC and lower case, so that `Ada` and the full-width `ａｄａ` are `ada`. */
export function canonicalName(username: string): string {
  return username.normalize('NFKC').toLowerCase().normalize('NFKC')
}

/** The name that a new user gets. @throws {Problem} 400 */
export function newUsername(username: string): string {
  const name = canonicalName(username)
  const refusal = REFUSALS.find(({ applies }) => applies(name))
  if (refusal) throw new Problem(400, 'invalid-username', refusal.detail, { field: 'username' })
  return name
}

/** Scripts of Unicode's table of recommended scripts (UAX #31, table 5). */
const MIXED_WITH_LATIN = [
  ['Han', 'Hangul'],
  ['Han', 'Hiragana', 'Katakana'],
  ['Han', 'Bopomofo'],
  ...'Arabic Bengali Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer Lao'.split(
    ' ',
  ),
  ...'Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan'.split(' '),
]
/** Many of their letters look like Latin ones. */
const ALONE = ['Armenian', 'Cyrillic', 'Greek']

/** As the restriction level "moderately restrictive" of UTS #39, section 5.2. */
const ONE_SCRIPT = [...MIXED_WITH_LATIN.map((scripts) => ['Latin', scripts].flat()), ...ALONE].map(
  (scripts) => {
    const classes = [scripts, 'Common', 'Inherited'].flat().map((script) => `\\p{scx=${script}}`)
    return new RegExp(`^[${classes.join('')}]+$`, 'u')
  },
)
/** Names of these letters alone look like Latin names: раура, for example. */
const LOOKS_LATIN = /^(?=.*\p{L})[асԁеһіјӏорԛѕԝхуѵαικνορυχγωօոսհյզցլ\p{N}._@+-]+$/u

const REFUSALS = [
  {
    applies: (name: string) => !/^(?!\p{M})[\p{L}\p{M}\p{N}._@+-]{1,64}$/u.test(name),
    detail: 'A username has 1 to 64 letters and digits of any script, and . _ @ + -',
  },
  {
    // For example U+3164, a Hangul filler, which is a letter. Five marks on one letter cover the lines around it.
    applies: (name: string) => /\p{Default_Ignorable_Code_Point}|\p{M}{5}/u.test(name),
    detail: 'A username has no invisible characters, and at most four marks on a letter.',
  },
  {
    // The letters of the phonetic alphabet look like Latin ones: ɑ, ɡ.
    applies: (name: string) =>
      !ONE_SCRIPT.some((script) => script.test(name)) || /[\u0250-\u02af]/u.test(name),
    detail: 'A username mixes no scripts whose letters look alike.',
  },
  {
    applies: (name: string) => LOOKS_LATIN.test(name),
    detail: 'This username looks like another one in Latin letters.',
  },
]
