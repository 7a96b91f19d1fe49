import { stripVTControlCharacters } from "node:util";

/**
 * Control characters, and characters that are invisible or reverse the reading order. Not those
 * that text needs: line feeds, tabs, and what joins or colors the characters of scripts and emoji.
 */
const unseen =
  /(?![\n\t\u200c\u200d\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A command to the operating system, such as a link, and the beginning of one without an end: to find that out takes
 * Node.js as long as the rest of the text, for each.
 */
const ended = /\u001b\][^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)/g;
const endless = /\u001b\]/g;

/** A line that GitHub's runner would take for a command, such as `::error::`; it skips white space before it. */
const commandLine = /^([^\S\n]*):(?=:)/gm;

/** What it and other runners take for one anywhere, such as `##[group]` and `##vso[task]`. */
const bracketed = /##(?=[a-z]*\[)/gi;

/** Name and password in a URL, such as that of a backend; people leave an `@` in a password as it is. */
const login = /(?<=:\/\/)[^\s/@:"'`\\]*:[^\s/"'`\\]+(?=@)/g;

/**
 * All foreign text (from a service, a test, AWS, DNS, a lock, settings) passes through here
 * before it reaches a terminal, a CI log, a comment or a page. It reads the same but for
 * passwords, and has no side effects.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text.replace(ended, "").replace(endless, "\ufffd]"))
    .replace(/\r\n?/g, "\n")
    .replace(unseen, "\ufffd")
    .replace(commandLine, "$1: ")
    .replace(login, "***")
    .replace(bracketed, "# #");
}

/** Without the output that a reason quotes below it. */
export const firstLine = (text: string) => text.split("\n", 1)[0]!;

/** One line of JSON with the same values but for passwords, and no side effects either. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(unseen, (sign) => sign.split("").map(escaped).join(""))
    .replace(login, "***")
    .replace(bracketed, "#\\u0023");
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
