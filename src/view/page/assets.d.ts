declare module '*.svg' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: how the bundler gives a file's text
  export default text;
}

declare module '*.css';
