import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Expects no axe violation in the current state of the page. */
export async function expectAccessible(page: Page): Promise<void> {
  // Without transitions: axe would otherwise check an intermediate colour.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  await page.emulateMedia({ reducedMotion: null })
}
