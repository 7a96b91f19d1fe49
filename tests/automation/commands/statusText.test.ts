import { expect } from "chai";
import { wrapped } from "../../../automation/commands/statusText";

describe("the text of bluegreen status", () => {
  it("never cuts a command that it tells people to run", () => {
    const command = "bluegreen deploy --stack production --service notifications --restart";
    expect(
      wrapped(`waiting: notifications: cpu differs; to release: ${command}`, "  "),
    ).to.deep.equal(["  waiting: notifications: cpu differs; to release:", `    ${command}`]);
  });
});
