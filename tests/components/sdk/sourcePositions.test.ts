import { Resource } from "@pulumi/pulumi";
import { expect } from "chai";
import { skipSourcePositions } from "../../../components/sdk/sourcePositions";

interface Traced {
  stackTrace: (skip: number) => unknown[];
}

describe("call stacks of resources", () => {
  it("are not sent once the program is loaded", () => {
    require("../../../components/program");
    expect((Resource as unknown as Traced).stackTrace(0)).to.deep.equal([]);
  });

  it("are left alone in an SDK that has none", () => {
    const before: { stackTrace?: () => unknown[] } = { stackTrace: () => ["here"] };
    skipSourcePositions(before);
    expect(before.stackTrace?.()).to.deep.equal([]);
    const other = {};
    skipSourcePositions(other);
    expect(other).to.deep.equal({});
  });
});
