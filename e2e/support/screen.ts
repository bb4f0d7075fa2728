import type { Page } from '@playwright/test'

/** The elements that make the page scroll sideways. The list must be empty. */
export function widerThanTheScreen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 120))
  })
}

/** The texts of the stage that are wider than their box. The list must be empty. */
export function widerThanTheirBox(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.stage .box')].flatMap((box) => {
      const outline = box.querySelector('rect, path')?.getBoundingClientRect()
      return [...box.querySelectorAll('text')]
        .filter((text) => {
          const { left, right } = text.getBoundingClientRect()
          return outline && text.textContent && (left < outline.left || right > outline.right)
        })
        .map((text) => text.textContent ?? '')
    }),
  )
}
