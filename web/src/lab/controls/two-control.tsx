import { logInAsGuest } from '../accounts.ts'
import { addTwoAtOnce } from '../actions.ts'
import { texts } from '../i18n/texts.ts'
import { lookOf } from '../lesson/primary.ts'
import { lastRace, type Race } from '../lesson/race.ts'
import { sandbox } from '../lesson/steps.ts'
import { seen, step, users } from '../state.ts'

const items = ['book', 'pen'] as const

/** Sends two changes at the same moment, to the store of whole sessions or to the store of changes. */
export function TwoControl() {
  const l = texts.value
  // In the lesson, the visitor logs in first. The click logs in where that is missing: each store has its own sessions.
  const isOff = step.value !== sandbox && !users.value.shared
  async function race(realm: 'shared' | 'blob') {
    if (!users.value[realm]) await logInAsGuest(realm)
    await addTwoAtOnce(realm)
  }
  return (
    <fieldset class="two" disabled={isOff}>
      <legend>{l.twoAtOnce}</legend>
      <div class="buttons">
        <button type="button" class={lookOf('twoBlob')} onClick={() => void race('blob')}>
          {l.twoBlob}
        </button>
        <button type="button" class={lookOf('twoDelta')} onClick={() => void race('shared')}>
          {l.twoDelta}
        </button>
      </div>
      {isOff && <p class="hint">{l.logInFirst}</p>}
      <div class="carts">
        {(['blob', 'shared'] as const).map((realm) => {
          const race = lastRace(seen.value, realm)
          return race && <CartTable key={realm} caption={l.cartOf[realm]} race={race} />
        })}
      </div>
    </fieldset>
  )
}

function CartTable({ caption, race }: { caption: string; race: Race }) {
  const l = texts.value
  return (
    <table data-lost={race.lost}>
      <caption>{caption}</caption>
      <tbody>
        {items.map((item) => {
          const [before, after] = [race.before[item] ?? 0, race.after[item] ?? 0]
          return (
            <tr key={item} data-lost={after === before}>
              <th scope="row">{l.items[item]}</th>
              <td>{l.beforeAfter(String(before), String(after))}</td>
              <td>{after === before && l.lostItem}</td>
            </tr>
          )
        })}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={3}>{race.lost > 0 ? l.lostSome : l.keptAll}</td>
        </tr>
      </tfoot>
    </table>
  )
}
