/** The words and the look of memory and of what was done come with those two views. */
import en from "../i18n/en/shelves";
import zh from "../i18n/zh/shelves";
import { addWords } from "../state/language";
import "../styles/shelves.css";

addWords({ en, zh });
