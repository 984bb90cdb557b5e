"""How the page looks: one accent, quiet greys, the machine's own fonts, light and dark.

Every pair of text and ground has at least the 4.5:1 of WCAG AA (tests/page/test_accessibility.py).
"""

# No postponed annotations here: gradio is imported late, as reading its variables needs (app.py).

from typing import Any

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif")
MONO = ("ui-monospace", "Consolas", "Menlo", "monospace")

# What articles say is set in a serif; what the page says, is not.
STYLE = """
:root { --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif; --ground: #fff6c2;
        --mark: #ffdf6b; --doubt: #a16207; --fault: #b91c1c; }
.dark { --ground: #3a3413; --mark: #f2cd4f; --doubt: #d9a520; --fault: #f87171;
        --color-accent: #2dd4bf; }
.short { font-size: 1.4em; font-weight: 650; }
.short.guess { font-weight: 400; font-style: italic; }
.abstained { border-left: 4px solid var(--doubt); padding-left: .8em; }
.failed { border-left: 4px solid var(--fault); padding-left: .8em; }
.proof { border-left: 3px solid var(--color-accent); padding-left: .8em; margin: .7em 0; }
.said, .article { font-family: var(--serif); font-size: 1.06em; line-height: 1.55; }
.about, .small { color: var(--body-text-color-subdued); font-size: .88em; }
.cite { cursor: pointer; color: var(--link-text-color); background: none; border: 0; padding: 0 .15em;
        font: inherit; text-decoration: underline; text-underline-offset: .15em; }
.cite:focus-visible { outline: 2px solid var(--color-accent); }
.article { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 68ch; }
.article .sentence { background: var(--ground); }
mark { background: var(--mark); color: #1a1a1a; padding: 0 .1em; border-radius: 2px; }
.read { width: 100%; border-collapse: collapse; border: 0 !important; }
.read th, .read td { text-align: left !important; vertical-align: top; padding: .45em .6em .45em 0 !important;
                     border: 0 !important; border-bottom: 1px solid var(--border-color-primary) !important; }
.read th { font-weight: 600; }
.read tr, .read thead, .read tbody { border: 0 !important; }
.read td:last-child { overflow-wrap: anywhere; }
.about a { margin: 0 !important; padding: 0 !important; }
#articles table, #articles .body-cell { font-family: var(--font); }
@media (max-width: 640px) { #articles table { min-width: 620px; } }
#talk .message { overflow-wrap: anywhere; }
"""


def theme() -> Any:
    import gradio as gr

    teal = gr.themes.colors.teal
    return gr.themes.Default(
        primary_hue=teal, secondary_hue=teal, neutral_hue="slate",
        font=SANS, font_mono=MONO, radius_size="sm", text_size="md",
    ).set(
        body_text_color_subdued="*neutral_600", body_text_color_subdued_dark="*neutral_300",
        block_info_text_color="*neutral_600", block_info_text_color_dark="*neutral_300",
        block_title_text_color="*neutral_700", block_title_text_color_dark="*neutral_200",
        input_placeholder_color="*neutral_500", input_placeholder_color_dark="*neutral_400",
        color_accent="*primary_700", color_accent_soft_dark="*primary_900",
        link_text_color="*primary_700", link_text_color_dark="*primary_300",
        link_text_color_hover="*primary_800", link_text_color_hover_dark="*primary_200",
        link_text_color_visited="*primary_700", link_text_color_visited_dark="*primary_300",
        button_primary_background_fill="*primary_700", button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_hover_dark="*primary_800",
        button_primary_text_color="white", button_primary_text_color_dark="white",
        button_cancel_background_fill="white", button_cancel_background_fill_dark="*neutral_900",
        button_cancel_background_fill_hover="#fef2f2", button_cancel_background_fill_hover_dark="#450a0a",
        button_cancel_text_color="#b91c1c", button_cancel_text_color_dark="#fca5a5",
        button_cancel_text_color_hover="#991b1b", button_cancel_text_color_hover_dark="#fecaca",
        button_cancel_border_color="#b91c1c", button_cancel_border_color_dark="#fca5a5",
        button_border_width="1px",
        button_large_text_weight="500", button_medium_text_weight="500",
    )  # fmt: skip
