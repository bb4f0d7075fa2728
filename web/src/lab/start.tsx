// The lab: a stage, the lesson before it, and what happened below.
import { Masthead } from '../components/masthead.tsx'
import { isObject } from '../outcome.ts'
import { texts } from './i18n/texts.ts'
import { Lesson, LessonHead } from './lesson/lesson.tsx'
import { openStep, startLesson } from './lesson/progress.ts'
import { StepNav } from './lesson/step-nav.tsx'
import { watch } from './live.ts'
import { Strip } from './log/strip.tsx'
import { Timeline } from './log/timeline.tsx'
import { Notice } from './notice.tsx'
import type { LabState } from './observation.ts'
import { PresenterSwitch } from './presenter.tsx'
import { said } from './said.ts'
import { RecordCard } from './stage/record-card.tsx'
import { Stage } from './stage/stage.tsx'
import { realm } from './state.ts'
import { learn } from './switches.ts'

export function start(state: unknown) {
  if (isObject(state) && 'nodes' in state) learn(state as unknown as LabState)
  // Once the stage stands.
  queueMicrotask(() => {
    startLesson()
    watch()
  })
  return <LabPage />
}

function LabPage() {
  const hasRecord = openStep.value.showsStore && realm.value !== 'isolated'
  return (
    <>
      <Masthead nav={<StepNav />}>
        <PresenterSwitch />
      </Masthead>
      <main>
        <div class="left">
          <LessonHead />
          <Lesson />
        </div>
        <div class="right">
          <div class="scene">
            <Notice />
            <Stage />
            {hasRecord && <RecordCard />}
            <p class="said" role="status">
              {said.value(texts.value)}
            </p>
          </div>
          <section class="panel log" aria-labelledby="log-heading">
            <h2 id="log-heading">{texts.value.requests}</h2>
            <Strip />
            <Timeline />
          </section>
        </div>
      </main>
    </>
  )
}
