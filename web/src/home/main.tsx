// The demo library's home page starts here. The widget beside it is the one that any library would put on its own page.
import { render } from 'preact';
import '../shared/tokens.css';
import { HomePage } from './home_page';
import { keepLanguage, makeWords } from './words';

const words = makeWords(() => localStorage, navigator.language);

words.language.subscribe((language) => {
  document.documentElement.lang = language; // the widget's script runs after this one and reads it
  window.RIC?.language(language);
});

const root = document.getElementById('app');
if (root) {
  const speak = (language: 'zh-CN' | 'en'): void => {
    words.language.value = language;
    keepLanguage(() => localStorage, language);
  };
  render(<HomePage words={words} speak={speak} ask={(text) => window.RIC?.open(text)} />, root);
}
