// The controls of the open step.
import type { ComponentType } from 'preact'
import { openStep } from '../lesson/progress.ts'
import { AccountControl } from './account-control.tsx'
import { CartControl } from './cart-control.tsx'
import { RealmControl, RoutingControl } from './choices.tsx'
import { DevicesControl } from './devices-control.tsx'
import { GuestControl } from './guest-control.tsx'
import { SendControl, StreamControl } from './send-control.tsx'
import { NodesControl, RedisControl } from './switches.tsx'
import { TimeoutControl } from './timeout-control.tsx'
import { TwoControl } from './two-control.tsx'

const components = {
  send: SendControl,
  stream: StreamControl,
  guest: GuestControl,
  account: AccountControl,
  routing: RoutingControl,
  realm: RealmControl,
  nodes: NodesControl,
  redis: RedisControl,
  timeout: TimeoutControl,
  cart: CartControl,
  two: TwoControl,
  devices: DevicesControl,
} satisfies Record<string, ComponentType>

export type Control = keyof typeof components

export function Controls() {
  return (
    <>
      {openStep.value.controls.map((name) => {
        const Part = components[name]
        return <Part key={name} />
      })}
    </>
  )
}
