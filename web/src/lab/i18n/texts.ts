import { computed } from '@preact/signals'
import { language } from '../../i18n/language.ts'
import { en, type Lab } from './en.ts'
import { ko } from './ko.ts'

const dictionaries = { en, ko }

/** The lab's texts, in the visitor's language. */
export const texts = computed<Lab>(() => dictionaries[language.value])
