/**
 * Usernames to try for a student, in this order: one that shows the name, and one that is always allowed. Digits mix with
 * the letters of every script.
 */
export function guestNames(name: string, random = Math.random): string[] {
  const letters = name.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
  const digits = () => String(Math.floor(random() * 1e6)).padStart(6, '0')
  return [...(letters ? [`${letters}-${digits()}`] : []), `guest-${digits()}`]
}
