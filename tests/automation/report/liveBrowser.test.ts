import { expect } from "chai";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { servePages } from "../../../automation/adapters/pageServer";
import { liveEvent, livePage } from "../../../automation/report/live/page";
import type { Moment } from "../../../automation/report/live/view";
import { openChromium } from "../../../tools/screenshots/chromium";
import { expectAccessible } from "../../support/accessible";
import { failedMoment, moments } from "./liveMoments";

/** A dashboard whose look finds what the test sets. */
async function serve(first: Moment) {
  let moment = first;
  let changed = () => undefined as void;
  const stopping = new AbortController();
  const pages = {
    page: (nonce: string) => Promise.resolve(livePage(moment, nonce)),
    async *events() {
      while (!stopping.signal.aborted) {
        yield liveEvent(moment);
        await new Promise<void>((resolve) => (changed = resolve));
      }
    },
  };
  const { url, close } = await servePages(pages, { port: 0, again: "" });
  return {
    url,
    show: (next: Moment) => {
      moment = next;
      changed();
    },
    close: async () => {
      stopping.abort();
      changed();
      await close();
    },
  };
}

describe("the live page in Chromium", function () {
  this.timeout(60_000);
  let browser: Browser;
  let served: Awaited<ReturnType<typeof serve>>;
  before(async () => {
    browser = await openChromium();
  });
  after(() => browser?.close());
  afterEach(() => served.close());

  async function open(moment: Moment, how: BrowserContextOptions = {}) {
    served = await serve(moment);
    const context = await browser.newContext({ reducedMotion: "reduce", ...how });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    const [asked, said]: [string[], string[]] = [[], []];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    await page.goto(served.url);
    return { page, asked, said };
  }

  for (const [name, moment] of Object.entries({ ...moments, failed: failedMoment })) {
    it(`fits its window, breaks no rule and asks nobody else (${name})`, async () => {
      for (const width of [390, 1280]) {
        for (const colorScheme of ["light", "dark"] as const) {
          const viewport = { width, height: 900 };
          const { page, asked, said } = await open(moment, { viewport, colorScheme });
          const what = `${width} ${colorScheme}`;
          await page.locator("[data-copy]:visible").first().waitFor();
          const wide = await page.evaluate("document.documentElement.scrollWidth");
          expect(wide, what).to.equal(width);
          await expectAccessible(page, what);
          const events = served.url.replace("/?", "/events?");
          expect(asked).to.deep.equal([served.url, events]);
          expect(said).to.deep.equal([]);
          await page.context().close();
          await served.close();
        }
      }
    });
  }

  it("moves while the release does", async () => {
    const { page } = await open(moments.canary);
    expect(await page.locator("h1").textContent()).to.include("A share of production goes");
    expect(await page.locator(".percent").allTextContents()).to.deep.equal([
      ...["20 %", "80 %", "20 %", "80 %"],
    ]);
    expect(await page.locator("#part-drain").textContent()).to.equal("");
    served.show(moments.switched);
    await page.getByRole("heading", { name: "the old fleet still runs" }).waitFor();
    expect(await page.locator(".percent").allTextContents()).to.deep.equal(["100 %", "100 %"]);
    expect(await page.title()).to.equal(
      "prod: users: Production is on the new version; the old fleet still runs",
    );
    const first = (await page.locator(".countdown").textContent())!.trim();
    expect(first).to.match(/^\d+ s$/);
    await page.locator(".countdown").filter({ hasNotText: first }).waitFor();
    served.show(failedMoment);
    await page.getByRole("heading", { name: "The last look failed, at 10:00:05 UTC" }).waitFor();
  });

  it("copies a command as it stands", async () => {
    const { page } = await open(moments.paused);
    await page.getByRole("button", { name: "Copy bluegreen rollback --stack prod" }).click();
    expect(await page.evaluate("navigator.clipboard.readText()")).to.equal(
      "bluegreen rollback --stack prod",
    );
  });

  it("says so when its dashboard is gone, and since when", async () => {
    const { page } = await open(moments.staged);
    await page.locator("[data-copy]:visible").first().waitFor();
    expect(await page.locator("#lost").isVisible()).to.equal(false);
    await served.close();
    await page.locator("#lost").waitFor();
    expect(await page.locator("#lost").textContent()).to.match(
      /No connection since \d\d:\d\d:\d\d UTC\. This page shows what was true then/,
    );
  });

  it("has the words of the moment without a script, and no button that does nothing", async () => {
    const { page } = await open(moments.switched, { javaScriptEnabled: false });
    const text = await page.locator("body").innerText();
    for (const words of [
      "Production is on the new version",
      "Without JavaScript this page does not move: reload it to look again.",
      "may hold the older address until 10:00:42 UTC",
      "bluegreen rollback --stack prod",
      "ann@ci-7:4711, on another host",
      "the blue one, until 10:00:42 UTC",
    ]) {
      expect(text).to.include(words);
    }
    expect(await page.locator("button:visible").count()).to.equal(0);
    expect(await page.locator("svg:visible").count()).to.equal(3);
  });
});
