import { loadUsers } from '../actions.ts'
import { texts } from '../i18n/texts.ts'
import { lookOf } from '../lesson/primary.ts'
import { chooseRouting, routing } from '../routing.ts'
import { realm } from '../state.ts'

interface ChoiceProps<Value extends string> {
  name: string
  legend: string
  labels: Record<Value, string>
  value: Value
  onChoose: (value: Value) => void
  look?: (value: Value) => string | undefined
}

export function RoutingControl() {
  const l = texts.value
  return (
    <Choice
      name="routing"
      legend={l.routing}
      labels={{ 'round-robin': l.roundRobin, sticky: l.sticky }}
      value={routing.value}
      onChoose={chooseRouting}
      look={(choice) => (choice === 'sticky' ? lookOf(choice) : undefined)}
    />
  )
}

export function RealmControl() {
  const l = texts.value
  return (
    <Choice
      name="realm"
      legend={l.store}
      labels={l.realms}
      value={realm.value}
      onChoose={(choice) => {
        realm.value = choice
        loadUsers(choice)
      }}
    />
  )
}

function Choice<Value extends string>({
  name,
  legend,
  labels,
  value,
  onChoose,
  look,
}: ChoiceProps<Value>) {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {(Object.keys(labels) as Value[]).map((each) => (
        <label key={each} class={look?.(each)}>
          <input
            type="radio"
            name={name}
            value={each}
            checked={value === each}
            onChange={() => onChoose(each)}
          />
          {labels[each]}
        </label>
      ))}
    </fieldset>
  )
}
