#pragma once
// jpeglib.h uses FILE without declaring it. An `include` would read as if stdio.h were a header of this library.
#import <stdio.h>
#include <jpeglib.h>
