import { BackendName } from '../../components/backend-name.tsx'
import { texts } from '../i18n/texts.ts'
import { lastRace, type Race } from '../lesson/race.ts'
import type { Exchange } from '../observation.ts'
import { seen } from '../state.ts'

const realms = ['blob', 'shared'] as const
type RaceRealm = (typeof realms)[number]

/** Two changes at the same moment, in the order of their reads and writes: whole sessions beside changes. */
export function RacePictures() {
  const races = realms.flatMap((realm) => {
    const race = lastRace(seen.value, realm)
    return race ? [{ realm, race }] : []
  })
  if (races.length === 0) return null
  return (
    <div class="races">
      {races.map(({ realm, race }) => (
        <RacePicture key={`${realm} ${race.adds[0]?.requestId}`} realm={realm} race={race} />
      ))}
    </div>
  )
}

function RacePicture({ realm, race }: { realm: RaceRealm; race: Race }) {
  const l = texts.value
  const { before, after, adds } = race
  const isErased = ({ path }: Exchange) => (after[itemOf(path)] ?? 0) <= (before[itemOf(path)] ?? 0)
  // The write that erased the other one was the last.
  const writes = adds.toSorted((a, b) => Number(isErased(b)) - Number(isErased(a)))
  const written = ({ path, body }: Exchange) =>
    realm === 'blob' ? cart((body as { items: Race['after'] }).items) : `${name(itemOf(path))} +1`
  const name = (item: string) => l.items[item as 'book'] ?? item
  const cart = (items: Race['after']) =>
    Object.entries(items)
      .map(([item, count]) => `${name(item)} ${count}`)
      .join(', ') || l.race.nothing
  return (
    <figure data-realm={realm} data-lost={race.lost}>
      <figcaption>{l.cartOf[realm]}</figcaption>
      <ol>
        {writes.map((add, i) => (
          <li key={`read ${add.number}`}>
            <span>{l.race.reads(i + 1)}</span>
            <b>{cart(before)}</b>
          </li>
        ))}
        {writes.map((add, i) => (
          <li key={`write ${add.number}`} data-erased={isErased(add)}>
            <span>
              {l.race.writes(i + 1)} <BackendName name={add.servedBy ?? ''} />
            </span>
            <b>
              <span>{written(add)}</span> {isErased(add) && <em>{l.race.erased}</em>}
            </b>
            <code title={add.commands?.at(-1)}>{add.commands?.at(-1)}</code>
          </li>
        ))}
        <li class="holds">
          <span>{l.race.holds}</span>
          <b>{cart(after)}</b>
        </li>
      </ol>
    </figure>
  )
}

const itemOf = (path: string) => path.split('/').at(-1) ?? ''
