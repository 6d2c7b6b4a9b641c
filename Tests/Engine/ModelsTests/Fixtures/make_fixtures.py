"""Writes what the tests of models are held against, computed by PyTorch in double precision:

    small-network.safetensors   a small residual network: weights, images, logits, losses, gradients, ten steps of SGD
    parameters.txt              the number of learned numbers of every architecture
    resnet18-tensors.txt        names and shapes of ResNet-18's tensors, as torchvision has them

Made with torch 2.13.0 and safetensors 0.8.0:  python3 make_fixtures.py
The list and the number of ResNet-18 were compared once with torchvision 0.29.2 itself, its stem replaced by a 3x3 one.
Numbers are stored in single precision, tensors in PyTorch's order of axes: images [N, C, H, W], convolutions [O, I, H, W].
"""

import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

FOLDER = pathlib.Path(__file__).parent


class Block(nn.Module):
    """torchvision's BasicBlock. He et al. 2016, figure 2; shortcut A adds zero channels on both sides."""

    def __init__(self, inputs, outputs, stride, shortcut="B"):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if shortcut == "B" and (stride != 1 or inputs != outputs):
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x, margins):
        shortcut = x if self.downsample is None else self.downsample(x)
        inner = rectify(self.bn1(self.conv1(x)), margins)
        return rectify(self.bn2(self.conv2(inner)) + shortcut, margins)


def rectify(x, margins):
    margins.append(x.detach().abs().min().item())
    return functional.relu(x)


class SmallNetwork(nn.Module):
    """Every kind of layer of a residual network once: stem, plain block, block with projection, pooling, classifier."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(Block(16, 16, 1))
        self.layer2 = nn.Sequential(Block(16, 32, 2))
        self.fc = nn.Linear(32, 5)
        self.margins = []

    def forward(self, x):
        x = rectify(self.bn1(self.conv1(x)), self.margins)
        x = self.layer2[0](self.layer1[0](x, self.margins), self.margins)
        return self.fc(x.mean((2, 3)))


def small_network(seed):
    """The fixture, and how near a rectifier's input comes to 0, where rounding would decide the gradient."""
    torch.manual_seed(seed)
    network = SmallNetwork().double()
    with torch.no_grad():  # no statistic or normalisation may be at a value that would hide an error
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight.copy_(torch.rand(module.num_features) + 0.5)
                module.bias.copy_(torch.randn(module.num_features) * 0.3)
                module.running_mean.copy_(torch.randn(module.num_features) * 0.2)
                module.running_var.copy_(torch.rand(module.num_features) + 0.5)
    network.load_state_dict({k: v.float().double() for k, v in tensors(network).items()}, strict=False)
    images = torch.randn(6, 3, 10, 10).double().float().double()
    labels = torch.tensor([0, 1, 2, 3, 4, 0])
    initial = tensors(network)
    result = {"images": images, "labels": labels}
    keep(result, "initial", initial)

    network.eval()
    result["evaluated.logits"] = network(images).detach()
    for name, smoothing in (("plain", 0.0), ("smoothed", 0.1)):
        network.load_state_dict(initial, strict=False)
        network.train()
        logits = network(images)
        loss = functional.cross_entropy(logits, labels, label_smoothing=smoothing)
        gradients = torch.autograd.grad(loss, list(network.parameters()))
        result[f"{name}.loss"] = loss.detach().reshape(1)
        keep(result, f"{name}.gradient", dict(zip((n for n, _ in network.named_parameters()), gradients)))
    result["logits"] = logits.detach()
    keep(result, "running", {k: v for k, v in tensors(network).items() if "running" in k})

    # Once as PyTorch does by default, everything decaying; once with decay for the weights alone.
    for name, nesterov, smoothing, everything in (("nesterov", True, 0.0, True), ("momentum", False, 0.1, False)):
        network.load_state_dict(initial, strict=False)
        weights = [p for n, p in network.named_parameters() if everything or p.dim() > 1]
        others = [p for n, p in network.named_parameters() if not everything and p.dim() == 1]
        groups = [{"params": weights, "weight_decay": 5e-4}, {"params": others, "weight_decay": 0.0}]
        optimizer = torch.optim.SGD([g for g in groups if g["params"]], lr=0.02, momentum=0.9, nesterov=nesterov)
        losses = []
        for _ in range(10):
            network.train()
            loss = functional.cross_entropy(network(images), labels, label_smoothing=smoothing)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        result[f"{name}.losses"] = torch.stack(losses)
        keep(result, f"{name}.final", tensors(network))
        network.eval()
        result[f"{name}.evaluated.logits"] = network(images).detach()
    return result, min(network.margins)


def tensors(network):
    return {k: v.detach().clone() for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}


def keep(result, prefix, named):
    result.update({f"{prefix}.{name}": value for name, value in named.items()})


class ResNet(nn.Module):
    """The residual networks by their published shape; never run, only counted and listed."""

    def __init__(self, counts, widths, classes, shortcut):
        super().__init__()
        self.conv1 = nn.Conv2d(3, widths[0], 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(widths[0])
        inputs = widths[0]
        for stage, (count, width) in enumerate(zip(counts, widths)):
            blocks = []
            for index in range(count):
                blocks.append(Block(inputs, width, 2 if stage > 0 and index == 0 else 1, shortcut))
                inputs = width
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, classes)


def resnet9(classes, width=1):
    """The convolutions of the fast network, each with its normalisation."""
    channels = [3] + [width * c for c in (32, 64, 64, 64, 128, 256, 256, 256)]
    pairs = zip(channels, channels[1:])
    layers = [nn.Sequential(nn.Conv2d(i, o, 3, bias=False), nn.BatchNorm2d(o)) for i, o in pairs]
    return nn.Sequential(*layers, nn.Linear(width * 256, classes))


def airbench(widths, classes):
    """What is learned of it: filters and offsets of normalisations, the whitening's bias, the last layer without bias."""
    layers, inputs = [nn.Conv2d(3, 24, 2)], 24
    layers[0].weight.requires_grad = False
    for width in widths:
        for channels in (inputs, width):
            layers += [nn.Conv2d(channels, width, 3, bias=False), nn.BatchNorm2d(width)]
            layers[-1].weight.requires_grad = False
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, classes, bias=False))


def architectures():
    """Name, classes, shortcut with the width where it is not 1, network."""
    for classes in (2, 10, 100):
        for depth in (20, 32, 44, 56, 110):
            for shortcut in "AB":
                blocks = [(depth - 2) // 6] * 3
                yield f"resnet{depth}", classes, shortcut, ResNet(blocks, [16, 32, 64], classes, shortcut)
        for name, blocks in (("resnet18", [2, 2, 2, 2]), ("resnet34", [3, 4, 6, 3])):
            yield name, classes, "-", ResNet(blocks, [64, 128, 256, 512], classes, "B")
        yield "resnet9", classes, "-", resnet9(classes)
        yield "airbench", classes, "-", airbench([64, 256, 256], classes)
        yield "airbench95", classes, "-", airbench([128, 384, 384], classes)
    for shortcut in "AB":
        yield "resnet20", 2, f"{shortcut} 2", ResNet([3, 3, 3], [32, 64, 128], 2, shortcut)
    yield "resnet32", 3, "A 3", ResNet([5, 5, 5], [48, 96, 192], 3, "A")
    yield "resnet18", 2, "- 2", ResNet([2, 2, 2, 2], [128, 256, 512, 1024], 2, "B")
    yield "resnet9", 2, "- 2", resnet9(2, 2)


def main():
    seed, (fixture, margin) = max(((s, small_network(s)) for s in range(40)), key=lambda pair: pair[1][1])
    print(f"seed {seed}: no rectifier sees anything nearer to 0 than {margin:.1e}")
    stored = {k: (v if v.dtype == torch.int64 else v.float()).contiguous() for k, v in fixture.items()}
    save_file(stored, FOLDER / "small-network.safetensors", {"source": f"torch {torch.__version__}, seed {seed}"})
    lines = [
        f"{name} {classes} {shortcut} {sum(p.numel() for p in network.parameters() if p.requires_grad)}"
        for name, classes, shortcut, network in architectures()
    ]
    (FOLDER / "parameters.txt").write_text("\n".join(lines) + "\n")
    state = ResNet([2, 2, 2, 2], [64, 128, 256, 512], 10, "B").state_dict()
    lines = [f"{k} {'x'.join(map(str, v.shape))}" for k, v in state.items() if not k.endswith("num_batches_tracked")]
    (FOLDER / "resnet18-tensors.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
