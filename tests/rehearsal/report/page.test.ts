import { expect } from "chai";
import { chartData } from "../../../rehearsal/report/chartData";
import { reportPage } from "../../../rehearsal/report/page";
import { exampleFacts, withFailures, withLongRequests } from "./exampleFacts";

describe("the report page", () => {
  it("draws the answers of each whole second, and the steps where they started", () => {
    const { charts, steps } = chartData(withFailures(exampleFacts()));
    const [users, matching] = charts;
    expect(users!.seconds).to.deep.equal(Array.from({ length: 30 }, (_, second) => second));
    expect(users!.versions.map(({ name }) => name)).to.deep.equal(["v1", "v2"]);
    expect(users!.versions[0]!.answers.slice(10, 18)).to.deep.equal([
      100, 100, 80, 60, 40, 20, 0, 0,
    ]);
    expect(users!.versions[1]!.answers.slice(10, 18)).to.deep.equal([
      0, 0, 20, 40, 60, 80, 100, 100,
    ]);
    expect(
      users!.failed.flatMap((count, second) => (count ? [[second, count]] : [])),
    ).to.deep.equal([[18, 3]]);
    expect(matching!.versions).to.deep.equal([{ name: "v1", answers: Array(30).fill(100) }]);
    expect(steps).to.have.length(8);
    expect(steps[5]).to.deep.equal({ step: "5", fromSecond: 9, toSecond: 15 });
  });

  it("draws a step that never ended up to the end", () => {
    const facts = exampleFacts();
    facts.stepTimes[7]!.endedMs = null;
    expect(chartData(facts).steps[7]).to.deep.equal({
      step: "6",
      fromSecond: 22.25,
      toSecond: 30.5,
    });
  });

  it("is self-contained", () => {
    const page = reportPage(exampleFacts());
    expect(page).not.to.match(/<(script|img|link)[^>]* (src|href)=|@import|url\(/);
    const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1];
    expect(JSON.parse(json ?? "")).to.deep.equal(chartData(exampleFacts()));
  });

  it("tells streams that the stop closed from failures", () => {
    const page = reportPage(withLongRequests(exampleFacts()));
    expect(page).to.include(
      "<p>2 streams of users were closed by the stop, each at least 30 s (3.0 s here) after it began; 3 " +
        "long requests that were open then finished</p>",
    );
    expect(page).to.include("<td>2 (1 closed by the stop)</td>");
  });

  it("shows a service's answers as plain text", () => {
    const facts = withFailures(exampleFacts(), 1);
    facts.traffic.failures[0]!.error = "</script><script>alert(1)</script>";
    const page = reportPage(facts);
    expect(page).not.to.include("<script>alert");
    expect(page).to.include("&lt;script&gt;alert(1)");
  });
});
