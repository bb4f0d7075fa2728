/** Reads Redis as the operator. */
import type { Stack } from './stack.ts'

export async function exists(stack: Stack, key: string): Promise<boolean> {
  return (await stack.redisCli('EXISTS', key)) === '1'
}

export async function fieldsOf(stack: Stack, key: string): Promise<Record<string, string>> {
  const lines = (await stack.redisCli('HGETALL', key)).split('\n')
  const pairs = lines.flatMap((name, index) =>
    index % 2 === 0 ? [[name, lines[index + 1] ?? '']] : [],
  )
  return Object.fromEntries(pairs)
}
