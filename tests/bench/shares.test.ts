import { expect } from "chai";
import { sharesResult } from "../../bench/canary/shares";

describe("bench: the shares of a canary", () => {
  const round = (toShare: number, toNone: number) => ({
    ...{ toShare, toNone, bareShare: 2, bareNone: 4 },
  });

  it("are compared to bare updates by the median of the rounds", () => {
    const { figures, goals } = sharesResult([round(9, 1), round(2, 5), round(2.4, 4.9)]);
    expect(figures).to.deep.equal({
      ...{ toShareSeconds: 2.4, bareShareSeconds: 2, toShareRatio: 1.2 },
      ...{ toNoneSeconds: 4.9, bareNoneSeconds: 4, toNoneRatio: 4.9 / 4 },
    });
    expect(goals).to.deep.equal([
      { text: "from tests passed to the first share in 1.2 times a bare `up`", met: true },
      { text: "from a bad verdict to share 0 in 1.2 times a bare `up`", met: false },
    ]);
  });
});
