/** A load that rises evenly, then stays. */
export interface Ramp {
  requestsPerSecond: number;
  seconds: number;
}

/** Two thirds of the time, in seconds. */
export function risingSeconds({ seconds }: Ramp): number {
  return (seconds * 2) / 3;
}

/** How many requests it has in all. */
export function requestsOf(ramp: Ramp): number {
  const { requestsPerSecond, seconds } = ramp;
  const rising = risingSeconds(ramp);
  return Math.max(1, Math.floor(requestsPerSecond * (rising / 2 + (seconds - rising))));
}

/** When to send the request with this index, in seconds after the start. */
export function secondsOf(index: number, ramp: Ramp): number {
  const { requestsPerSecond } = ramp;
  const rising = risingSeconds(ramp);
  const whileRising = (requestsPerSecond * rising) / 2;
  return index < whileRising
    ? Math.sqrt((2 * rising * index) / requestsPerSecond)
    : rising + (index - whileRising) / requestsPerSecond;
}
