// Of 3.259.0, the standard library's included.
const packagesInAll = 1690;

/** How far `go build -v` is, told from the lines it prints. */
export class BuildCount {
  private downloads = 0;
  private packages = 0;

  add(line: string): void {
    if (line.startsWith("go: downloading ")) this.downloads++;
    // A line that is nothing but an import path names a package whose compilation begins.
    else if (/^[\w./~-]+$/.test(line)) this.packages++;
  }

  toString(): string {
    if (this.packages === 0 && this.downloads > 0) return `downloading, ${this.downloads} modules`;
    return `compiling, ${this.packages} packages of about ${packagesInAll} that are not built yet`;
  }
}
