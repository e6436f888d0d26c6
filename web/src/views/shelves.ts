/** The words of memory and of what was done come with those two views. */
import en from "../i18n/en/shelves";
import zh from "../i18n/zh/shelves";
import { addWords } from "../state/language";

addWords({ en, zh });
