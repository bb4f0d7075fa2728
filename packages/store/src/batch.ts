/**
 * Measured with 32 and 128 requests at once: larger ones save little more, and let everybody wait for everybody, with
 * Redis idle while the server works, and the server while Redis does.
 */
const LARGEST = 10

/**
 * Makes one question of many: those of one turn of the event loop are asked together. Most of what a short command
 * costs, on both sides, is what every command costs, and a busy server has many requests in one turn. Nobody waits for
 * company: the turn ends when all requests that have arrived have been looked at.
 *
 * @param askAll answers each question, in their order, where it can with an Error; when it fails, all of them do
 */
export function batched<Question, Answer>(
  askAll: (questions: Question[]) => Promise<(Answer | Error)[]>,
  largest: number = LARGEST,
): (question: Question) => Promise<Answer> {
  let waiting: Waiting<Question, Answer>[] = []

  function send(): void {
    const batch = waiting
    if (batch.length === 0) return
    waiting = []
    askAll(batch.map(({ question }) => question)).then(
      (answers) => {
        let i = 0
        for (const { resolve, reject } of batch) {
          const answer = answers[i++] as Answer | Error
          if (answer instanceof Error) reject(answer)
          else resolve(answer)
        }
      },
      (error) => {
        for (const { reject } of batch) reject(error)
      },
    )
  }

  return (question) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send)
      waiting.push({ question, resolve, reject })
      if (waiting.length === largest) send()
    })
}

interface Waiting<Question, Answer> {
  question: Question
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}
