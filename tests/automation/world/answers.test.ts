import { expect } from "chai";
import type { AuthoritativeAnswer } from "../../../automation/world/ports";
import { answerProblems } from "../../../automation/world/readiness";

describe("the readiness of a name", () => {
  const answer = (addresses: string[], error: string | null = null): AuthoritativeAnswer => ({
    server: "ns-1",
    addresses,
    ttlSeconds: 60,
    error,
  });
  const problems = (...answers: AuthoritativeAnswer[]) =>
    answerProblems("users.example.com", answers, "green", {
      edges: { blue: ["2.2.2.1"], green: ["1.1.1.1", "1.1.1.2"] },
    });

  it("has no problems only when every server answers the load balancer, and no other", () => {
    expect(problems(answer(["1.1.1.1", "1.1.1.2"]), answer(["1.1.1.2"]))).to.deep.equal([]);
  });

  it("reports each server that answers something else", () => {
    expect(problems()).to.deep.equal(["no authoritative server is known for users.example.com"]);
    expect(problems(answer(["1.1.1.1"]), answer(["2.2.2.1", "1.1.1.1"]), answer([]))).to.deep.equal(
      [
        "ns-1 answers 2.2.2.1, 1.1.1.1 for users.example.com, the green load balancer has 1.1.1.1, 1.1.1.2",
        "ns-1 answers nothing for users.example.com, the green load balancer has 1.1.1.1, 1.1.1.2",
      ],
    );
    expect(problems(answer([], "no answer"))).to.deep.equal([
      "ns-1 does not answer for users.example.com: no answer",
    ]);
  });
});
