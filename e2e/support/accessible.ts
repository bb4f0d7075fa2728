import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** No violation of what axe knows, in the page as it is. */
export async function expectAccessible(page: Page): Promise<void> {
  // A colour in the middle of a transition is not what a visitor reads.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  await page.emulateMedia({ reducedMotion: null })
}
