// The page of the lab: the lesson on the left, the stage and the log on the right.

import type { LabState } from '@session-clustering/api/lab'
import { Masthead } from '../components/masthead.tsx'
import { isObject } from '../outcome.ts'
import { announcement } from './announcement.ts'
import { classPanel, inClass } from './class-mode.ts'
import { PresenterKey } from './controls/presenter-key.tsx'
import { startEvents } from './events.ts'
import { texts } from './i18n/texts.ts'
import { Lesson, LessonHead } from './lesson/lesson.tsx'
import { isPassedNow, openStep, startLesson } from './lesson/progress.ts'
import { StepNav } from './lesson/step-nav.tsx'
import { sandbox } from './lesson/steps.ts'
import { TakeAway } from './lesson/take-away.tsx'
import { Strip } from './log/strip.tsx'
import { Timeline } from './log/timeline.tsx'
import { Notice } from './notice.tsx'
import { isExchange } from './observation.ts'
import { PresenterSwitch } from './presenter.tsx'
import { RacePictures } from './stage/race-picture.tsx'
import { RecordCard } from './stage/record-card.tsx'
import { Stage } from './stage/stage.tsx'
import { others, realm, seen, step } from './state.ts'
import { story } from './summary.ts'
import { setLabState } from './switches.ts'

function Announcement() {
  const l = texts.value
  const text = announcement.value(l)
  const last = seen.value.findLast(isExchange)
  // The stage already shows the sentence of a single request.
  const isTold = last !== undefined && text === story(last, l)
  return (
    <div class="announcement" role="status" aria-atomic="false">
      <p class={isTold ? 'visually-hidden' : ''}>{text}</p>
      {isPassedNow.value && <p class="passed">{l.stepDone(step.value)}</p>}
    </div>
  )
}

/** @param otherServers as nginx names them in X-Lab-Others, or null */
export function start(state: unknown, otherServers: string | null) {
  others.value = otherServers?.split(' ') ?? []
  if (isObject(state) && 'nodes' in state) setLabState(state as unknown as LabState)
  // After the stage has been rendered.
  queueMicrotask(() => {
    startLesson()
    startEvents()
  })
  return <LabPage />
}

function LabPage() {
  const ClassPanel = inClass.value ? classPanel.value : null
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
          <div class="stage-panel panel">
            <Notice />
            <PresenterKey />
            <Stage />
            {ClassPanel && <ClassPanel />}
            <RacePictures />
            {hasRecord && <RecordCard />}
            <Announcement />
          </div>
          <section class="panel log" aria-labelledby="log-heading">
            <h2 id="log-heading">{texts.value.requests}</h2>
            <Strip />
            <Timeline />
          </section>
          {step.value === sandbox && <TakeAway />}
        </div>
      </main>
    </>
  )
}
