/** `npm run screenshots`: the pictures of the README, taken of a rehearsal with a canary while it runs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import { openChromium } from "./chromium";

const root = join(__dirname, "..", "..");
const images = join(root, "docs", "images");
const viewport = { width: 1200, height: 1000 };

/** The share of the canary that is in the picture. */
const share = "50 % to green";

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bluegreen-screenshots-"));
  const browser = await openChromium();
  try {
    const page = await browser.newPage({ viewport, reducedMotion: "reduce" });
    await rehearse(folder, async (url) => {
      await page.goto(url);
      await live(page);
    });
    await page.goto(`file://${join(folder, "rehearsal.html")}`);
    await page.screenshot({ path: join(images, "report.png") });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** Once the canary has been measured for a while. */
async function live(page: Page): Promise<void> {
  await page.locator("#part-forwards").getByText(share).first().waitFor({ timeout: 300_000 });
  await page.waitForTimeout(25_000);
  await page.screenshot({ path: join(images, "live.png") });
}

async function rehearse(report: string, watch: (url: string) => Promise<void>): Promise<void> {
  const typescript = join(root, "bin", "typescript.cjs");
  const args = ["rehearsal/main.ts", "--canary", "--open", "--report", report];
  const child = spawn(process.execPath, ["--require", typescript, ...args], {
    cwd: root,
    // No other browser opens.
    env: { ...process.env, CI: "true" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close") as Promise<[number | null]>;
  let watching: Promise<void> | undefined;
  createInterface({ input: child.stderr }).on("line", (line) => {
    process.stderr.write(`${line}\n`);
    const url = /live page: (\S+)/.exec(line)?.[1];
    if (!url) return;
    watching = watch(url);
    // It counts when the rehearsal has ended.
    watching.catch(() => undefined);
  });
  const [code] = await closed;
  if (code !== 0 || !watching) throw new Error(`the rehearsal ended with exit code ${code}`);
  await watching;
}

void main();
