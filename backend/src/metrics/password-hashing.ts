import { Counter, Gauge, type Registry } from 'prom-client'
import type { HashingQueue } from '../users/hashing-queue.ts'

/** Metrics of the hashing queue: passwords in work, waiting, and refused. */
export function passwordHashing(registry: Registry, queue: HashingQueue): void {
  const registers = [registry]
  new Gauge({
    name: 'password_hashing_running',
    help: 'Passwords that are being hashed now',
    registers,
    collect() {
      this.set(queue.state().running)
    },
  })
  new Gauge({
    name: 'password_hashing_waiting',
    help: 'Passwords that wait in the hashing queue',
    registers,
    collect() {
      this.set(queue.state().waiting)
    },
  })
  new Counter({
    name: 'password_hashing_refused_total',
    help: 'Passwords that were not hashed because too many were waiting',
    registers,
    collect() {
      this.reset()
      this.inc(queue.state().refused)
    },
  })
}
