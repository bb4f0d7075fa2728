/** The page's own texts, by language. */
import { en } from '@session-clustering/web/texts/en'
import { ko } from '@session-clustering/web/texts/ko'
import { en as labEn } from '@session-clustering/web/texts/lab/en'
import { ko as labKo } from '@session-clustering/web/texts/lab/ko'

const wordsOf = (lang: string, locale: string, page: typeof en, lab: typeof labEn) => ({
  lang,
  locale,
  ...lab,
  ...page,
  stopServer: (server: string) => lab.stop(server).join(''),
  startServer: (server: string) => lab.start(server).join(''),
})

export type Words = ReturnType<typeof wordsOf>

export const english: Words = wordsOf('en', 'en-US', en, labEn)
export const korean: Words = wordsOf('ko', 'ko-KR', ko, labKo)
