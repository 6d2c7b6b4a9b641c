"""The network of airbench94 in PyTorch, with the whitening layer frozen."""
from torch import nn
from torch.nn import functional


def normalisation(channels):
    layer = nn.BatchNorm2d(channels, eps=1e-12, momentum=0.4)
    layer.weight.requires_grad = False
    return layer


class Group(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norms = nn.ModuleList([normalisation(outputs), normalisation(outputs)])

    def forward(self, x):
        x = functional.gelu(self.norms[0](functional.max_pool2d(self.first(x), 2)))
        return functional.gelu(self.norms[1](self.second(x)))


class Airbench(nn.Module):
    def __init__(self, widths=(64, 256, 256)):
        super().__init__()
        self.whitening = nn.Conv2d(3, 24, 2)
        self.whitening.requires_grad_(False)
        self.groups = nn.Sequential(*[Group(i, o) for i, o in zip((24, *widths), widths)])
        self.head = nn.Linear(widths[-1], 10, bias=False)

    def forward(self, x):
        x = self.groups(functional.gelu(self.whitening(x)))
        return self.head(functional.max_pool2d(x, 3).flatten(1)) / 9
