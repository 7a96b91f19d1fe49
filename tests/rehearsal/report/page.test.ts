import { expect } from "chai";
import { rehearsalPage } from "../../../rehearsal/report/page";
import { exampleFacts, withFailures, withLongRequests } from "./exampleFacts";

const pageOf = (facts = exampleFacts()) => rehearsalPage(facts, facts.record!);

describe("the report page of a rehearsal", () => {
  it("draws the answers of both versions in their colors, and how long they took", () => {
    const page = pageOf();
    const lines = [...page.matchAll(/<path class="line (\w+) (\w+)" d="([^"]*)"/g)];
    expect(lines.map(([, shape, kind]) => `${shape} ${kind}`)).to.deep.equal([
      ...["area blue", "area green", "line blue", "dashed blue", "line green", "dashed green"],
      // The neighbour, whose latencies the example does not have.
      "area neutral",
    ]);
    const points = (index: number) => lines[index]![3]!.match(/[\d.]+,[\d.]+/g)!;
    // 30 whole seconds of 30.5; the top of the chart is 100 answers per second.
    expect(points(0)).to.have.length(30);
    expect(points(0)[0]).to.equal("16.4,0.00");
    expect(points(0).at(-1)).to.match(/,100\.00$/);
    // v2 answers from second 12 to the end: its latency has no point before.
    expect(points(4)).to.have.length(18);
  });

  it("marks the seconds with failed requests", () => {
    const page = pageOf(withFailures(exampleFacts()));
    expect(page.match(/<path class="bars failed" d="M[\d.]+,100V97\.00"/g)).to.have.length(1);
    expect(page).to.include("Yes: 3 of 6,000 requests failed.");
    expect(page).to.include("<li>ttl 2026-01-02T03:04:23.000Z users /version at 10.0.0.1");
    expect(pageOf()).to.not.include('class="bars');
    expect(pageOf()).to.include("No: of 6,000 requests, none failed.");
  });

  it("says what clients saw of both versions' latency", () => {
    expect(pageOf()).to.include(
      "Median and p99 that clients saw of users: v1 4 ms, 14 ms; v2 2 ms, 14 ms.",
    );
  });

  it("tells streams that the stop closed from failures", () => {
    const page = pageOf(withLongRequests(exampleFacts()));
    expect(page).to.include(
      "<p>2 streams of users were closed by the stop, each at least 30 s (3.0 s here) after it began; 3 " +
        "long requests that were open then finished</p>",
    );
    expect(page).to.include("> 2 (1 closed by the stop) </td>");
  });

  it("says why its lines are uneven", () => {
    const facts = exampleFacts();
    facts.traffic.skipped = 1500;
    expect(pageOf(facts)).to.include(
      "<p>1,500 requests were skipped: this machine is too slow for the rate, which makes the figures " +
        "uneven</p>",
    );
  });

  it("shows a service's answers as plain text", () => {
    const facts = withFailures(exampleFacts(), 1);
    facts.traffic.failures[0]!.error = "</script><script>alert(1)</script>";
    const page = pageOf(facts);
    expect(page).not.to.include("<script");
    expect(page).to.include("&lt;script&gt;alert(1)");
  });
});
