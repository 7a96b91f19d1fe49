"use strict";
/** Preloaded to break redaction on purpose: a search for planted secrets must then find some. */
const Module = require("node:module");

const load = Module._load;
const asItIs = (value) => value;
Module._load = function (request, ...rest) {
  return /(^|\/)redact$/.test(request)
    ? { withoutSecrets: asItIs, withoutKnown: asItIs }
    : load.call(this, request, ...rest);
};
