import { expect } from "chai";
import type { Schedule } from "../../simulation/schedule";
import { explore } from "../../simulation/search/explore";

/** No run violates an invariant, and there are more than this many runs. */
export async function expectSurvival(
  schedules: AsyncIterable<Schedule> | Iterable<Schedule>,
  moreThan: number,
): Promise<void> {
  const { runs, findings } = await explore(schedules, null);
  expect(findings).to.deep.equal([]);
  expect(runs).to.be.greaterThan(moreThan);
}
