// Reads X-Lab-Student, the header by which a phone names its student (packages/api/src/class.ts).
import { STUDENT_NAME_CHARACTERS, StudentHeader } from '@session-clustering/api/class'
import { Check } from 'typebox/value'

/** Twenty characters of four bytes each, percent-encoded, and the rest of the JSON. */
const MAX_LENGTH = 512

/** @returns undefined when the header is missing or invalid */
export function studentIn(header: string | string[] | undefined): StudentHeader | undefined {
  if (typeof header !== 'string' || header.length > MAX_LENGTH) return undefined
  const sent = parse(header)
  if (!Check(StudentHeader, sent)) return undefined
  const name = shownName(sent.name)
  return name === '' ? undefined : { name, step: sent.step, choice: sent.choice }
}

function parse(header: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(header))
  } catch {
    return undefined
  }
}

/** One line of visible characters. Of a letter's marks, four stay: more would cover the lines around it. */
function shownName(name: string): string {
  const visible = name
    .normalize('NFC')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .trim()
  return [...visible].slice(0, STUDENT_NAME_CHARACTERS).join('').trim()
}
