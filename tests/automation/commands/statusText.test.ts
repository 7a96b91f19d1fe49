import { expect } from "chai";
import { serviceLines, wrapped } from "../../../automation/commands/statusText";
import { inventory, users } from "../adapters/aws/fixtures";

describe("the text of bluegreen status", () => {
  it("never cuts a command that it tells people to run", () => {
    const command = "bluegreen deploy --stack production --service notifications --restart";
    expect(
      wrapped(`waiting: notifications: cpu differs; to release: ${command}`, "  "),
    ).to.deep.equal(["  waiting: notifications: cpu differs; to release:", `    ${command}`]);
  });

  const digest = `sha256:${"0123456789ab".repeat(5)}0123`;
  const startedMs = Date.parse("2026-11-22T10:00:00Z");

  /** Services of these names and tags, with two tasks each. */
  function lines(tags: Readonly<Record<string, string>>): string[] {
    const services = Object.entries(tags).map(([name, tag], index) => {
      const label = { release: "r-1", at: "2026-11-22T09:48:00Z", tag };
      const running = { image: `repo@${digest}`, size: 2, label };
      const stopped = { image: null, size: 0 };
      const isBlue = index % 2 === 0;
      const fleets = isBlue ? { blue: running, green: stopped } : { blue: stopped, green: running };
      return [name, { activeColor: isBlue ? "blue" : "green", fleets }] as const;
    });
    const release = { revision: 1, current: null, services: Object.fromEntries(services) };
    const known = Object.keys(tags).map((name) => {
      return [name, { ...users, productionName: `${name}.example.com` }] as const;
    });
    return serviceLines(
      {
        release,
        inventory: { ...inventory, services: Object.fromEntries(known) },
      },
      { asked: false, why: "", differing: [] },
      startedMs,
    );
  }

  it("has a line for each fleet, in columns", () => {
    expect(lines({ users: "1.4.0", matching: "1.10.0-rc.1" })).to.deep.equal([
      "  users     blue   serves  1.4.0        sha256:0123456789ab  2 recorded  12 min",
      "    users.example.com",
      "  matching  green  serves  1.10.0-rc.1  sha256:0123456789ab  2 recorded  12 min",
      "    matching.example.com",
    ]);
  });

  it("has two lines for each where they would not fit, and fits 80 columns with 25 services", () => {
    const names = Array.from({ length: 25 }, (_, at) =>
      at === 0 ? "api" : `customer-notifications-gateway-${at}`,
    );
    const shown = lines(
      Object.fromEntries(names.map((name, at) => [name, `2026.11.22-build.${1000 + at}`])),
    );
    expect(shown.slice(0, 6)).to.deep.equal([
      "  api                                blue   serves  2 recorded  12 min",
      "      sha256:0123456789ab  2026.11.22-build.1000",
      "    api.example.com",
      "  customer-notifications-gateway-1   green  serves  2 recorded  12 min",
      "      sha256:0123456789ab  2026.11.22-build.1001",
      "    customer-notifications-gateway-1.example.com",
    ]);
    expect(shown).to.have.length(75);
    expect(shown.filter((line) => line.length > 80)).to.deep.equal([]);
  });
});
