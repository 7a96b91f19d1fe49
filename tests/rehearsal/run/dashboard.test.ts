import { expect } from "chai";
import { browserCommand } from "../../../rehearsal/run/dashboard";

describe("`npm run rehearse -- --open`", () => {
  it("opens the link in the default browser, where there is one", () => {
    expect(browserCommand("darwin", {})).to.deep.equal(["open"]);
    expect(browserCommand("win32", {})?.[0]).to.equal("rundll32");
    expect(browserCommand("linux", { DISPLAY: ":0" })).to.deep.equal(["xdg-open"]);
    expect(browserCommand("linux", { WAYLAND_DISPLAY: "wayland-0" })).to.deep.equal(["xdg-open"]);
    expect(browserCommand("linux", {})).to.equal(null);
  });

  it("opens nothing in a pipeline", () => {
    expect(browserCommand("darwin", { CI: "true" })).to.equal(null);
    expect(browserCommand("darwin", { CI: "false" })).to.deep.equal(["open"]);
  });
});
