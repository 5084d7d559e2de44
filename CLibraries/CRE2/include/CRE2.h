// CRE2: RE2 behind a few extern "C" lines. No logic.
#pragma once
