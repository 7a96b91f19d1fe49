import { expect } from "chai";
import { commandsIn } from "../../../automation/report/live/commands";
import { livePage } from "../../../automation/report/live/page";
import { phaseHeading } from "../../../automation/course/phases";
import { failedMoment, moments, states } from "./liveMoments";

const nonce = "n0nce";
/** What people read, a line for each cell and paragraph. */
const words = (html: string) =>
  html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, "\n")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
const cells = (html: string, caption: string) => {
  const [, table = ""] = html.split(caption);
  const body = table.slice(table.indexOf("<tbody"), table.indexOf("</tbody>"));
  return body
    .split("<tr")
    .slice(1)
    .map(words)
    .map((row) => row.slice(1));
};

describe("the live page", () => {
  it("shows where production's requests go in every phase", () => {
    const flows = Object.values(moments).map((moment) =>
      cells(livePage(moment, nonce), "Where each load balancer forwards"),
    );
    expect(flows).to.deep.equal([
      [["users", "100 % to green", "100 % to green"]],
      [["users", "100 % to blue", "100 % to blue"]],
      [["users", "20 % to green, 80 % to blue", "20 % to green, 80 % to blue"]],
      [["users", "100 % to blue", "100 % to green"]],
      [["users", "100 % to blue", "100 % to green"]],
    ]);
  });

  it("says what is recorded and what was observed, fleet by fleet", () => {
    expect(cells(livePage(moments.staged, nonce), "Fleets that have tasks")).to.deep.equal([
      ["users blue", "1.3.0", "serves production", "2 tasks", "2 of 2 tasks healthy"],
      ["users green", "1.4.0", "candidate", "2 tasks", "1 of 2 tasks healthy"],
      ["matching blue", "2.0.1", "serves production", "3 tasks", "3 of 3 tasks healthy"],
      ["mailer green", "0.9.0", "serves production", "1 task", "1 of 1 task running"],
    ]);
    const paused = livePage(moments.paused, nonce);
    expect(cells(paused, "Fleets that have tasks")[0]!.at(-1)).to.equal("not asked");
    expect(paused).to.include("As recorded; AWS was not asked: AWS did not answer within 12 s");
  });

  it("says which names lead where, and until when clients may hold an older answer", () => {
    const names = (moment: keyof typeof moments) =>
      cells(livePage(moments[moment], nonce), "Where production&#39;s names lead");
    const [green, blue] = ["the green load balancer", "the blue load balancer"];
    expect(names("canary")).to.deep.equal([["users.example.com", blue, blue, "no"]]);
    expect(names("switched")).to.deep.equal([
      ["users.example.com", green, green, "the blue one, until 10:00:42 UTC"],
    ]);
    expect(names("paused")).to.deep.equal([["users.example.com", green, "not asked", "possibly"]]);
  });

  it("is headed by what the release does, or by what may have moved", () => {
    const { current } = states.switched;
    expect(moments.switched.view.heading).to.equal(
      "users: Production is on the new version; the old fleet still runs",
    );
    expect(moments.paused.view.heading).to.equal(
      "users: Production's names do not match the recorded state",
    );
    expect(phaseHeading({ ...current!, leaves: true })).to.equal(
      "Out of production; the fleet still runs for clients that hold its address",
    );
    const worker = { candidate: "green" as const, worker: {} as never };
    expect(phaseHeading({ ...current!, services: { mailer: worker } })).to.equal(
      "Production is on the new version",
    );
  });

  it("shows the way of the release", () => {
    const way = (moment: keyof typeof moments) =>
      (moments[moment].view.release?.course ?? []).map(({ name, is }) => `${name}: ${is}`);
    expect(way("idle")).to.deep.equal([]);
    expect(way("staged")).to.deep.equal([
      ...["started, testing: now", "switched, draining: ahead", "done: ahead"],
    ]);
    expect(way("canary")).to.deep.equal([
      ...["started, testing: past", "canary: now", "switched, draining: ahead", "done: ahead"],
    ]);
  });

  it("shows a failed look, what was true before it, and since when", () => {
    const said = words(livePage(failedMoment, nonce));
    for (const line of [
      "The last look failed, at 10:00:05 UTC",
      "connect ETIMEDOUT &lt;10.0.0.1&gt;",
      "What follows was true at 10:00:00 UTC. The page goes on looking.",
      "6 s ago",
      "36 s",
    ]) {
      expect(said).to.include(line);
    }
  });

  it("runs nothing but its own script, and quotes nobody's markup", () => {
    const page = livePage(failedMoment, nonce);
    expect(page.match(/<(script|style)[^>]*>/g)).to.deep.equal([
      `<style nonce="${nonce}">`,
      `<script nonce="${nonce}">`,
    ]);
    expect(page).to.not.match(/\son\w+=|<10\.0\.0\.1>/);
  });

  it("cuts what comes next into commands that can be copied", () => {
    const deploy = "bluegreen deploy --stack dev --service <name> --image <reference>";
    const cases: [string, ReturnType<typeof commandsIn>][] = [
      [deploy, [{ words: "", command: deploy }]],
      [
        "wait, its deployer is still running; to give up: bluegreen abort --stack dev",
        [
          {
            words: "wait, its deployer is still running; to give up:",
            command: "bluegreen abort --stack dev",
          },
        ],
      ],
      [
        "bluegreen unlock --stack dev; bluegreen resume --stack dev; then deploy again",
        [
          { words: "", command: "bluegreen unlock --stack dev" },
          { words: "", command: "bluegreen resume --stack dev" },
          { words: "then deploy again", command: null },
        ],
      ],
      ["run `bluegreen up --stack dev`", [{ words: "run", command: "bluegreen up --stack dev" }]],
    ];
    for (const [text, expected] of cases) expect(commandsIn(text)).to.deep.equal(expected);
  });
});
