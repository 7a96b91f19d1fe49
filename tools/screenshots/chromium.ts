import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Of Debian, Ubuntu and GitHub's runners; `CHROMIUM` names another. Elsewhere, Playwright finds Chrome. */
const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export async function openChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? places.find((path) => existsSync(path));
  const which = executablePath === undefined ? { channel: "chrome" } : { executablePath };
  try {
    return await chromium.launch({ ...which, args: ["--no-sandbox"] });
  } catch (cause) {
    throw new Error("no Chrome or Chromium starts; set CHROMIUM to the path of one", { cause });
  }
}
