/** 200 to 300 ms, at random: with one fixed period, each of two streams would meet the same server every time. */
export const streamPauseMs = () => 200 + 100 * Math.random()
