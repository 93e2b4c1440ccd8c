"""A sentence encoder of our own: the first layers of multilingual-e5-small, fine-tuned on the labelled utterances.

`cut` makes pieces of a text and `encoder` runs the trained layers. All other modules train it, none is needed to read:
`pretrained` weights and the labels of `targets`, some with `noise`, go through `finetuning` and leave by `export`.
"""
