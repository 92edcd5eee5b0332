// Stylesheets are imported for the bundler, which puts them into a file of their own beside the script.
declare module '*.css';
