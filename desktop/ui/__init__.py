"""The page: Gradio outside, our panels inside. Nothing else of the program imports Gradio."""
